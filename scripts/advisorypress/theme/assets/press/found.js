// The search index as pages use it: what is found, the facts to narrow it by, and how it is shown.
export const root = new URL("../../", import.meta.url);
const chinese = document.documentElement.lang.startsWith("zh");
export const edition = new URL(chinese ? "zh-hant/" : "", root);
const index = new URL(`pagefind/${chinese ? "zh" : "en"}/`, root);

let engine;

// The results for *query*, nearest first; everything when it is "".
export async function find(query) {
  if (!engine) {
    engine = await import(new URL("pagefind.js", index));
    await engine.options({ baseUrl: edition.pathname });
    // What is old has an index of its own.
    for (const part of await table(new URL("parts.json", index))) {
      await engine.mergeIndex(new URL(part, index).pathname, { baseUrl: edition.pathname });
    }
  }
  const found = await engine.search(query ? await folded(query) : null);
  return found.results;
}

const tables = {};

// What is at *url*, fetched once.
export function table(url) {
  tables[url] = tables[url] || fetch(url).then((answer) => answer.json());
  return tables[url];
}

// The facts of every page, by the name that the index gives it.
export function browse() {
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

// Shows *results* in *list*, *size* at a time; the button in *more* shows the next ones. *area* holds the badges, and nothing
// is shown any more when *isCurrent* says so.
export async function reveal(results, { area, list, more, query, size, isCurrent }) {
  let shown = 0;

  async function next() {
    const part = await Promise.all(results.slice(shown, shown + size).map((result) => result.data()));
    if (!isCurrent()) {
      return;
    }
    const first = list.children.length;
    list.append(...part.map((data) => card(area, data, query)));
    shown += part.length;
    more.hidden = shown >= results.length;
    if (first) {
      list.children[first].querySelector("a").focus();
    }
  }

  more.firstElementChild.onclick = next;
  await next();
}

function card(area, data, query) {
  const { meta } = data;
  const item = document.createElement("li");
  item.className = `press-card${meta.severity ? ` press-edge press-edge--${meta.severity}` : ""}`;
  const badges = document.createElement("p");
  badges.className = "press-badges";
  [meta.severity, ...["exploited", "withdrawn", "superseded"].filter((state) => meta[state]), meta.kind]
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
