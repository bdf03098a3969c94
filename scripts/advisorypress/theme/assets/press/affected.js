// «Am I affected?»: what a reader types, pastes or chooses is compared here. The only requests are for files of the index,
// each of which has many products; with one file for everything they tell nothing at all.
import { OUTCOMES, answer, folded, nameTable, shardOf, tokensAsked } from "./matching.js";
import { MAXIMUM_BYTES, MOST_THINGS, Refused, readFields, readInventory } from "./inventory.js";

const root = new URL("../../", import.meta.url);
const chinese = document.documentElement.lang.startsWith("zh");
const edition = new URL(chinese ? "zh-hant/" : "", root);
const marks = chinese ? { colon: "：", list: "；" } : { colon: ": ", list: "; " };
const MOST_OPTIONS = 1000;
const A_PART = 50;

const area = document.querySelector(".press-check");
const words = JSON.parse(area.dataset.words);
const shards = Number(area.dataset.shards);
const tool = area.querySelector(".press-check__tool");
const [vendor, product, version, text, file] = ["vendor", "product", "version", "text", "file"]
  .map((name) => document.getElementById(`check-${name}`));
const count = area.querySelector(".press-check__count");
const results = area.querySelector(".press-check__results");

let asked = 0;

area.querySelector(".press-check__without").hidden = true;
tool.hidden = false;
area.querySelector(".press-check__one").addEventListener("submit", (event) => {
  event.preventDefault();
  checkFields();
});
area.querySelector(".press-check__many").addEventListener("submit", (event) => {
  event.preventDefault();
  checkMany();
});
[vendor, product].forEach((field) => field.addEventListener("focus", offer, { once: true }));
vendor.addEventListener("input", offer);
// One of the two is asked about: the one that was touched last.
file.addEventListener("change", () => {
  text.value = "";
});
text.addEventListener("input", () => {
  file.value = "";
});

function say(key, values = {}) {
  return words[key].replace(/\{([a-z]+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function sayCount(key, number) {
  return say(`${key}.${number === 1 ? "one" : "other"}`, { n: number.toLocaleString("en") });
}

// The index

const files = new Map();

function fetched(name) {
  if (!files.has(name)) {
    const asking = fetch(new URL(`affected/index/${name}.json`, root)).then((response) => {
      if (!response.ok) {
        throw new Error(`${response.status}`);
      }
      return response.json();
    });
    files.set(name, asking);
    asking.catch(() => files.delete(name));
  }
  return files.get(name);
}

const rows = new Map();
const tokens = new Map();

async function load(number) {
  const shard = await fetched(number);
  Object.entries(shard.tokens).forEach(([token, places]) => tokens.set(token, places.map((place) => {
    // One row can stand in several files.
    const key = JSON.stringify(shard.rows[place]);
    if (!rows.has(key)) {
      const row = shard.rows[place];
      // What is the rule is left out of the index.
      rows.set(key, { vendors: [folded(row.vendor)], fixed: row.fixes[0], ...row, advisory: shard.advisories[row.id] });
    }
    return rows.get(key);
  })));
}

let names;

async function nameList() {
  names = names || nameTable(await fetched("names"));
  return names;
}

async function answers(things) {
  const all = await nameList();
  const needed = new Set(things.flatMap((thing) => tokensAsked(thing, all)).map((token) => shardOf(token, shards)));
  await Promise.all(Array.from(needed, load));
  return things.map((thing) => answer(thing, (token) => tokens.get(token) || [], all));
}

async function offer() {
  try {
    const { all } = await nameList();
    const wanted = folded(vendor.value);
    fill("check-vendors", new Set(all.map(([name]) => name)));
    fill("check-products", new Set(all.filter(([name]) => folded(name).startsWith(wanted)).map(([, name]) => name)));
  } catch (error) {
    console.warn(error); // Without suggestions the fields still work.
  }
}

function fill(id, values) {
  document.getElementById(id).replaceChildren(...Array.from(values).slice(0, MOST_OPTIONS).map((value) => {
    const option = document.createElement("option");
    option.value = value;
    return option;
  }));
}

// Asking

function checkFields() {
  if (!folded(product.value)) {
    refuse(say("error.required", { field: area.querySelector("label[for=check-product]").textContent }));
    product.focus();
    return;
  }
  check(() => ({ things: [readFields(vendor.value, product.value, version.value)], unread: [] }));
}

function checkMany() {
  check(async () => {
    const chosen = file.files[0];
    if ((chosen ? chosen.size : text.value.length) > MAXIMUM_BYTES) {
      throw new Refused("large");
    }
    return readInventory((chosen ? await chosen.text() : text.value).replace(/^\ufeff/, ""));
  });
}

async function check(read) {
  const mine = ++asked;
  results.replaceChildren();
  count.textContent = say("check.loading");
  let inventory;
  try {
    inventory = await read();
  } catch (error) {
    const why = error instanceof Refused ? error.message : "format";
    refuse(say(`check.refused.${why}`, { n: (why === "large" ? MAXIMUM_BYTES / 1024 / 1024 : MOST_THINGS).toLocaleString("en") }));
    return;
  }
  try {
    const found = await answers(inventory.things);
    if (mine === asked) {
      show(found, inventory.unread);
    }
  } catch (error) {
    console.warn(error);
    refuse(say("check.broken"));
  }
}

function refuse(why) {
  results.replaceChildren();
  count.textContent = why;
}

// Showing

function show(found, unread) {
  const parts = [];
  if (found.length === 1) {
    count.textContent = sentence(found[0]);
    parts.push(box(found[0], "h2", true));
  } else {
    count.textContent = say("check.counts", {
      total: found.length.toLocaleString("en"),
      ...Object.fromEntries([["affected", "affected"], ["unsure", "cannot-compare"], ["fixed", "fixed"], ["none", "not-listed"]]
        .map(([name, outcome]) => [name, found.filter((each) => each.outcome === outcome).length.toLocaleString("en")])),
    });
    parts.push(...OUTCOMES.map((outcome) => group(outcome, found.filter((each) => each.outcome === outcome))));
  }
  if (unread.length) {
    parts.unshift(element("p", "press-check__unread", say("check.unread", { lines: unread.slice(0, 20).join(", ") })));
  }
  results.replaceChildren(...parts.filter(Boolean));
}

function sentence(found) {
  switch (found.outcome) {
    case "affected": return sayCount("check.yes", new Set(found.hits.filter(isAffected).map((hit) => hit.id)).size);
    case "cannot-compare": return say("check.unsure");
    case "fixed": return say("check.fixed");
    default: return say("check.no");
  }
}

function isAffected(hit) {
  return hit.outcome === "affected";
}

function group(outcome, found) {
  if (!found.length) {
    return null;
  }
  const heading = say("check.group", { result: say(`check.result.${outcome}`), n: found.length.toLocaleString("en") });
  const isQuiet = outcome === "not-listed";
  const whole = element(isQuiet ? "details" : "section", isQuiet ? "press-more" : "press-section");
  const body = element("div", "");
  whole.append(element(isQuiet ? "summary" : "h2", "", heading), body);
  let shown = 0;
  const more = element("p", "press-check__more");
  const button = element("button", "press-button", say("check.more"));
  button.type = "button";
  button.addEventListener("click", next);
  more.append(button);
  next();
  return whole;

  function next() {
    const boxes = found.slice(shown, shown + A_PART).map((each) => box(each, isQuiet ? "h2" : "h3", false));
    const first = boxes[0].firstElementChild;
    body.append(...boxes);
    if (shown) {
      first.tabIndex = -1;
      first.focus();
    }
    shown += boxes.length;
    if (shown < found.length) {
      whole.append(more);
    } else {
      more.remove();
    }
  }
}

function box(found, heading, isAlone) {
  const kind = { affected: "stop", "cannot-compare": "warn", fixed: "note", "not-listed": "note" }[found.outcome];
  const whole = element("section", `press-notice press-notice--${kind} press-check__box`);
  whole.append(element(heading, "press-check__asked", found.asked.written));
  if (!isAlone) {
    whole.append(element("p", "", sentence(found)));
  }
  const hits = found.hits.filter((hit) => hit.outcome !== "not-listed");
  if (hits.length) {
    const list = element("ul", "press-cards");
    list.append(...hits.map((hit) => card(hit, found.reading.version, heading === "h2" ? "h3" : "h4")));
    whole.append(list);
  }
  if (found.like.length) {
    whole.append(element("p", "", say("check.like")), likes(found));
  }
  return whole;
}

function likes(found) {
  const list = element("ul", "press-check__like");
  list.append(...found.like.map(([one, other]) => {
    const item = element("li", "");
    const button = element("button", "press-button", called(one, other));
    button.type = "button";
    button.addEventListener("click", () => {
      const given = found.asked.readings.map((each) => each.version).find(Boolean);
      [vendor.value, product.value, version.value] = [one, other, given || ""];
      checkFields();
      version.focus();
    });
    item.append(button);
    return item;
  }));
  return list;
}

function card(hit, given, heading) {
  const { advisory } = hit;
  const item = element("li", `press-card press-edge press-edge--${advisory.severity}`);
  const badges = element("p", "press-badges");
  [advisory.severity, advisory.exploited && "exploited"].filter(Boolean).forEach((name) => {
    badges.append(area.querySelector(`template[data-badge="${name}"]`).content.cloneNode(true), " ");
  });
  badges.append(element("span", "press-tag", say(`check.result.${hit.outcome}`)));
  const tag = document.documentElement.lang;
  const titleTag = tag in advisory.titles ? tag : Object.keys(advisory.titles)[0];
  const title = element(heading, "press-card__title card-title");
  const link = element("a", "", advisory.titles[titleTag]);
  link.href = new URL(`advisories/${hit.id}/`, edition).href;
  mark(link, titleTag);
  title.append(link);
  item.append(badges, title);
  if (hit.why) {
    item.append(element("p", "press-card__text", say(`check.why.${hit.why}`, { version: given })));
  }
  const list = element("ul", "press-check__ranges");
  list.append(...hit.rows.map((row) => range(row, advisory)));
  const facts = element("p", "press-card__facts");
  facts.append(element("time", "", advisory.dates[tag]), element("span", "id", hit.id));
  item.append(list, facts);
  return item;
}

function range(row, advisory) {
  const item = element("li", "");
  const versions = element("span", "", row.parts.length ? row.parts.map(partWords).join(marks.list) : row.written);
  if (!row.parts.length) {
    mark(versions, advisory.lang);
  }
  item.append(called(row.vendor, row.product), element("br", ""), `${say("affected.versions")}${marks.colon}`, versions);
  if (row.fixed) {
    const isNone = row.fixed === "none";
    item.append(element("br", ""), isNone ? say("affected.none") : `${say("affected.fixed")}${marks.colon}`);
    if (!isNone) {
      const fixed = element("strong", "press-good version", row.fixed);
      mark(fixed, row.fixes.length ? document.documentElement.lang : advisory.lang);
      item.append(fixed);
    }
  }
  return item;
}

// The vendor's name is not said twice.
function called(one, other) {
  return folded(other).startsWith(folded(one)) ? other : `${one} ${other}`;
}

function partWords([span, first, last]) {
  if (span === "exact") {
    return first;
  }
  return say(`affected.${span}`, { from: first, to: last, version: first });
}

function mark(part, tag) {
  if (tag !== document.documentElement.lang) {
    part.lang = tag;
  }
}

function element(name, className, content = "") {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.textContent = content;
  return made;
}
