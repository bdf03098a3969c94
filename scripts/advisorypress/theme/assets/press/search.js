// Search in the browser: a number leads straight to its page, words are looked up in the index of the page's language, and
// filters narrow the results before they are loaded. Nothing that is typed leaves the site. Without script the page has lists.
import { browse, edition, find, reveal, root, table } from "./found.js";

const FILTERS = ["kind", "severity", "category", "vendor", "year"];
const A_PAGE = 10;

const area = document.querySelector(".press-search");
const form = area.querySelector("form");
const field = form.elements.q;
const filters = area.querySelector(".press-search__filters");
const count = area.querySelector(".press-search__count");
const list = area.querySelector(".press-search__results");
const more = area.querySelector(".press-search__more");

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
  const results = await find(query);
  if (!Object.keys(wanted).length) {
    return results;
  }
  const { vendors, rows } = await browse();
  return results.filter((result) => fits(rows[result.id], vendors, wanted));
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

function show(query, results, mine) {
  const words = results.length === 0 ? area.dataset.none : results.length === 1 ? area.dataset.one : area.dataset.other;
  count.textContent = words.replace("{n}", results.length).replace("{query}", query);
  reveal(results, { area, list, more, query, size: A_PAGE, isCurrent: () => mine === asked });
}
