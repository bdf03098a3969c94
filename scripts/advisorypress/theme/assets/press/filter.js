// The filter of the lists of advisories: any combination, at once, with its state in the address. Its choices are the page's
// own links, which are what there is without script. On a list of one kind it leads to the list of everything, which filters.
import { browse, edition, find, reveal } from "./found.js";

const A_PART = 20;
const ONE_OF = ["year", "category", "impact"];
const PAUSE = 250;

const area = document.querySelector(".press-browse");
const words = JSON.parse(area.dataset.words);
const everything = new URL("advisories/", edition);
const panel = area.querySelector(".press-filters");
const count = area.querySelector(".press-browse__count");
const chips = Array.from(area.querySelectorAll(".press-chip"));
const isAll = location.pathname === everything.pathname;

if (panel) {
  start();
}

// What a list is of, by its address: `advisories/severity/high/` is severity, high.
function listed(address) {
  const path = new URL(address, location.href).pathname.slice(everything.pathname.length);
  const [, group, key] = /^(?:(severity|category|impact|vendor)\/)?([^/]+)\/(?:page\/\d+\/)?$/.exec(path) || [];
  if (!key || path.startsWith("page/")) {
    return {};
  }
  return { [group || (key === "exploited" ? key : "year")]: group || key !== "exploited" ? key : "1" };
}

function start() {
  const form = makeForm();
  const fields = form.elements;
  const found = element("ol", { className: "press-cards press-browse__results", hidden: true });
  const more = element("p", { className: "press-browse__more", hidden: true }, [
    element("button", { className: "press-button", type: "button", textContent: words["search.more"] }),
  ]);
  const still = Array.from(area.querySelectorAll(".press-month, .press-pager, .press-dateline"));
  const links = Array.from(panel.querySelectorAll("h2, h2 + ul"));
  let chosen = { severity: [], exploited: false };
  let asked = 0;
  let isTyping = false;
  let pause = 0;

  links.forEach((part) => {
    part.hidden = true;
  });
  panel.append(form);
  count.after(found, more);
  panel.addEventListener("toggle", offerVendors, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    changed();
  });
  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => {
    if (isAll && event.target.tagName === "INPUT") {
      clearTimeout(pause);
      pause = setTimeout(typed, PAUSE);
    }
  });
  fields.clear.addEventListener("click", () => {
    fill({});
    changed();
    fields.q.focus();
  });
  if (isAll) {
    chips.forEach((chip) => {
      chip.dataset.key = listed(chip.href).severity || "exploited";
      chip.addEventListener("click", toggle);
    });
    window.addEventListener("popstate", recall);
    recall();
  } else {
    const own = listed(location.href);
    const link = links.flatMap((part) => Array.from(part.querySelectorAll("a"))).find((each) => listed(each.href).vendor === own.vendor);
    fill({ ...own, vendor: own.vendor && link ? link.textContent : own.vendor });
  }

  function fill(state) {
    fields.q.value = state.q || "";
    fields.vendor.value = state.vendor || "";
    ONE_OF.filter((name) => fields[name]).forEach((name) => {
      fields[name].value = state[name] || "";
    });
    chosen = { severity: (state.severity || "").split(",").filter(Boolean), exploited: Boolean(state.exploited) };
  }

  function query(changes = {}) {
    const { severity, exploited } = { ...chosen, ...changes };
    const state = [["q", fields.q.value.trim()], ["severity", severity.join(",")], ["exploited", exploited ? "1" : ""],
      ...ONE_OF.map((name) => [name, fields[name] ? fields[name].value : ""]), ["vendor", fields.vendor.value.trim()]];
    return new URLSearchParams(state.filter(([, value]) => value)).toString();
  }

  function address(changes) {
    const text = query(changes);
    return everything.pathname + (text ? `?${text}` : "");
  }

  // Every choice is a step of the way back; the letters of a word are one step.
  function changed() {
    clearTimeout(pause);
    if (!isAll) {
      location.assign(address());
      return;
    }
    const isNew = address() !== location.pathname + location.search;
    if (isNew) {
      history.pushState(null, "", address());
    }
    if (isNew || isTyping) {
      isTyping = false;
      look();
    }
  }

  function typed() {
    if (address() !== location.pathname + location.search) {
      history[isTyping ? "replaceState" : "pushState"](null, "", address());
      isTyping = true;
      look();
    }
  }

  function toggle(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    history.pushState(null, "", event.currentTarget.href);
    recall();
  }

  function recall() {
    isTyping = false;
    fill(Object.fromEntries(new URLSearchParams(location.search)));
    panel.open = panel.open || [fields.q, fields.vendor, ...ONE_OF.map((name) => fields[name])].some((field) => field && field.value);
    look();
  }

  // A chip leads to what choosing it, or choosing it no longer, would show.
  function drawChips() {
    chips.forEach((chip) => {
      const { key } = chip.dataset;
      const isOn = key === "exploited" ? chosen.exploited : chosen.severity.includes(key);
      chip.href = address(key === "exploited"
        ? { exploited: !isOn }
        : { severity: isOn ? chosen.severity.filter((each) => each !== key) : [...chosen.severity, key] });
      if (isOn) {
        chip.setAttribute("aria-current", "true");
      } else {
        chip.removeAttribute("aria-current");
      }
    });
  }

  async function look() {
    const mine = ++asked;
    const isActive = query() !== "";
    drawChips();
    found.replaceChildren();
    more.hidden = true;
    found.hidden = !isActive;
    still.forEach((part) => {
      part.hidden = isActive;
    });
    count.textContent = isActive ? words["filter.loading"] : "";
    if (!isActive) {
      return;
    }
    try {
      const results = await matching();
      if (mine === asked) {
        count.textContent = say(results.length);
        await reveal(results, { area, list: found, more, query: fields.q.value.trim(), size: A_PART, isCurrent: () => mine === asked });
      }
    } catch (error) {
      console.warn(error);
      count.textContent = words["filter.broken"];
      panel.open = true;
      [...still, ...links].forEach((part) => {
        part.hidden = false;
      });
    }
  }

  function say(number) {
    const text = words[number === 0 ? "list.empty" : number === 1 ? "filter.shown.one" : "filter.shown.other"];
    return text.replace("{n}", number.toLocaleString("en"));
  }

  // In the order of the list: newest first.
  async function matching() {
    const [results, table] = await Promise.all([find(fields.q.value.trim()), browse()]);
    const fits = test(table);
    return results
      .map((result) => [result, table.rows[result.id]])
      .filter(([, row]) => row && row[0] === "advisory" && fits(row))
      .sort(([, one], [, other]) => one[7] - other[7])
      .map(([result]) => result);
  }

  function test({ vendors, impacts }) {
    const wanted = Object.fromEntries(ONE_OF.map((name) => [name, fields[name] ? fields[name].value : ""]));
    const impact = impacts.indexOf(wanted.impact);
    const named = vendorsNamed(vendors);
    return ([, year, severity, category, ofVendors, ofImpacts, isExploited]) =>
      (!chosen.severity.length || chosen.severity.includes(severity))
      && (!chosen.exploited || isExploited === 1)
      && (!wanted.year || String(year) === wanted.year)
      && (!wanted.category || category === wanted.category)
      && (!wanted.impact || ofImpacts.includes(impact))
      && (!named || ofVendors.some((vendor) => named.has(vendor)));
  }

  // The vendor of that name or address; while it is being typed, those whose names hold what is there.
  function vendorsNamed(vendors) {
    const wanted = fields.vendor.value.trim().toLowerCase();
    if (!wanted) {
      return null;
    }
    const positions = (fits) => vendors.flatMap((name, place) => (fits(name.toLowerCase()) ? [place] : []));
    const exact = positions((name) => name === wanted || slug(name) === wanted);
    return new Set(exact.length ? exact : positions((name) => name.includes(wanted)));
  }

  async function offerVendors() {
    try {
      const { vendors } = await browse();
      document.getElementById("filter-vendors").replaceChildren(...vendors.map((value) => element("option", { value })));
    } catch (error) {
      console.warn(error); // Without suggestions the field still works.
    }
  }
}

function slug(name) {
  return name.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

function makeForm() {
  const parts = [field("q", words["filter.words"], element("input", { type: "search", maxLength: 200 }))];
  let hasVendor = false;
  panel.querySelectorAll("h2").forEach((heading) => {
    const links = Array.from(heading.nextElementSibling.querySelectorAll("a"));
    const [name] = Object.keys(listed(links[0].href));
    if (name === "vendor") {
      hasVendor = true;
      parts.push(field(name, heading.textContent, element("input", { type: "text", maxLength: 200 })));
      return;
    }
    const select = element("select", {}, [element("option", { value: "", textContent: words["search.any"] }),
      ...links.map((link) => element("option", { value: listed(link.href)[name], textContent: link.textContent }))]);
    parts.push(field(name, heading.textContent, select));
  });
  if (!hasVendor) {
    parts.push(element("input", { type: "hidden", name: "vendor" }));
  }
  const form = element("form", { className: "press-form press-browse__form" }, [
    element("div", { className: "press-form__fields" }, parts),
    element("datalist", { id: "filter-vendors" }),
    element("p", {}, [element("button", { type: "button", name: "clear", className: "press-button", textContent: words["list.filter.clear"] })]),
  ]);
  const vendor = form.querySelector("#filter-vendor");
  if (vendor) {
    vendor.setAttribute("list", "filter-vendors");
  }
  return form;
}

function field(name, label, input) {
  Object.assign(input, { id: `filter-${name}`, name, autocomplete: "off", spellcheck: false });
  return element("p", {}, [element("label", { htmlFor: input.id, textContent: label }), input]);
}

function element(name, values = {}, children = []) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}
