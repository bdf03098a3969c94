// Search in the browser: a number leads straight to its page, words are looked up in the index of the page's language, and
// filters narrow the results before they are loaded. Nothing that is typed leaves the site. Without script the page has lists.
const root = new URL("../../", import.meta.url);
const chinese = document.documentElement.lang.startsWith("zh");
const index = new URL(`pagefind/${chinese ? "zh" : "en"}/`, root);
const edition = new URL(chinese ? "zh-hant/" : "", root);
const FILTERS = ["kind", "severity", "category", "vendor", "year"];
const A_PAGE = 10;

const area = document.querySelector(".press-search");
const form = area.querySelector("form");
const field = form.elements.q;
const filters = area.querySelector(".press-search__filters");
const count = area.querySelector(".press-search__count");
const list = area.querySelector(".press-search__results");
const more = area.querySelector(".press-search__more");

let engine;
let asked = 0;

filters.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember();
  look();
});
FILTERS.forEach((name) => form.elements[name].addEventListener("change", () => {
  remember();
  look();
}));
window.addEventListener("popstate", recall);
recall();

function recall() {
  const query = new URLSearchParams(location.search);
  field.value = query.get("q") || "";
  FILTERS.forEach((name) => {
    form.elements[name].value = query.get(name) || "";
  });
  filters.open = FILTERS.some((name) => form.elements[name].value);
  look();
}

function remember() {
  const query = new URLSearchParams();
  ["q", ...FILTERS].forEach((name) => {
    const value = form.elements[name].value.trim();
    if (value) {
      query.set(name, value);
    }
  });
  const text = query.toString();
  history.pushState(null, "", text ? `?${text}` : location.pathname);
}

async function look() {
  const mine = ++asked;
  const query = field.value.trim();
  const wanted = chosen();
  list.replaceChildren();
  more.hidden = true;
  count.textContent = "";
  if (!query && !Object.keys(wanted).length) {
    return;
  }
  count.textContent = area.dataset.loading;
  try {
    if (await straightTo(query)) {
      return;
    }
    const results = await matching(query, wanted);
    if (mine === asked) {
      show(query, results, mine);
    }
  } catch (error) {
    console.warn(error);
    count.textContent = area.dataset.broken;
  }
}

function chosen() {
  return Object.fromEntries(FILTERS.map((name) => [name, form.elements[name].value]).filter(([, value]) => value));
}

// A CVE or advisory number; when several advisories have it, they are the results of the search for it.
async function straightTo(query) {
  const number = /^\s*([a-z][a-z0-9]*-(\d{4})-\d{4,})\s*$/i.exec(query);
  if (!number || !area.dataset.numbered.split(" ").includes(number[2])) {
    return false;
  }
  const known = await table(new URL(`pagefind/numbers/${number[2]}.json`, root));
  const ids = known[number[1].toUpperCase()] || [];
  if (ids.length === 1) {
    location.replace(new URL(`advisories/${ids[0]}/`, edition));
    return true;
  }
  return false;
}

async function matching(query, wanted) {
  if (!engine) {
    engine = await import(new URL("pagefind.js", index));
    await engine.options({ baseUrl: edition.pathname });
  }
  const found = await engine.search(query ? await folded(query) : null);
  let results = found.results;
  if (Object.keys(wanted).length) {
    const { vendors, rows } = await browse();
    results = results.filter((result) => fits(rows[result.id], vendors, wanted));
  }
  return results;
}

function fits(row, vendors, wanted) {
  if (!row) {
    return false;
  }
  const [kind, year, severity, category, numbers] = row;
  const facts = { kind, severity, category, year: String(year) };
  return Object.entries(wanted).every(([name, value]) =>
    name === "vendor" ? numbers.some((number) => vendors[number] === value) : facts[name] === value);
}

const tables = {};

function table(url) {
  tables[url] = tables[url] || fetch(url).then((answer) => answer.json());
  return tables[url];
}

function browse() {
  return table(new URL("browse.json", index));
}

// As the index was made: first character by character, then the terms, in their order.
async function folded(query) {
  if (!chinese) {
    return query;
  }
  const { from, to, terms } = await table(new URL("folding.json", index));
  const map = new Map(Array.from(from).map((character, place) => [character, Array.from(to)[place]]));
  const plain = Array.from(query).map((character) => map.get(character) || character).join("");
  return terms.reduce((text, [variant, term]) => text.replaceAll(variant, term), plain);
}

function show(query, results, mine) {
  const words = results.length === 0 ? area.dataset.none : results.length === 1 ? area.dataset.one : area.dataset.other;
  count.textContent = words.replace("{n}", results.length).replace("{query}", query);
  let shown = 0;

  async function next() {
    const part = await Promise.all(results.slice(shown, shown + A_PAGE).map((result) => result.data()));
    if (mine !== asked) {
      return;
    }
    const first = list.children.length;
    list.append(...part.map((data) => card(data, query)));
    shown += part.length;
    more.hidden = shown >= results.length;
    if (first) {
      list.children[first].querySelector("a").focus();
    }
  }

  more.firstElementChild.onclick = next;
  next();
}

function card(data, query) {
  const { meta } = data;
  const item = document.createElement("li");
  item.className = `press-card${meta.severity ? ` press-edge press-edge--${meta.severity}` : ""}`;
  const badges = document.createElement("p");
  badges.className = "press-badges";
  [meta.severity, meta.exploited && "exploited", meta.withdrawn && "withdrawn", meta.kind]
    .filter(Boolean)
    .forEach((name) => {
      const badge = area.querySelector(`template[data-badge="${name}"]`);
      if (badge) {
        badges.append(badge.content.cloneNode(true), " ");
      }
    });
  const title = document.createElement("h2");
  title.className = "press-card__title card-title";
  const link = document.createElement("a");
  link.href = new URL(data.raw_url.replace(/^\//, ""), edition).href;
  link.append(...marked(meta.title, query));
  title.append(link);
  const text = document.createElement("p");
  text.className = "press-card__text";
  text.append(...marked(meta.summary || "", query));
  if (meta.lang) {
    link.lang = text.lang = meta.lang;
  }
  const facts = document.createElement("p");
  facts.className = "press-card__facts";
  facts.textContent = [meta.date, meta.id].filter(Boolean).join("\u2003");
  item.append(...[badges, title, text, facts].filter((part) => part.textContent));
  return item;
}

// What was typed, where the shown words have it letter by letter.
function marked(text, query) {
  const words = query.split(/\s+/).filter((word) => word.length > 1);
  if (!words.length) {
    return [text];
  }
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.split(new RegExp(`(${pattern})`, "i")).map((piece, place) => {
    if (place % 2 === 0) {
      return piece;
    }
    const hit = document.createElement("mark");
    hit.textContent = piece;
    return hit;
  });
}
