// A list or a bill of materials as things to ask about. The press reads the same in Python (inventory/); one table of
// examples is put to both. What is read stays in this browser.
import { folded, isVersion } from "./matching.js";

export const MAXIMUM_BYTES = 32 * 1024 * 1024;
export const MOST_THINGS = 50000;
const LONGEST_LINE = 1000;
const REBUILDERS = new Set(["alpm", "apk", "deb", "rpm"]);
const CALLED_LIKE_PRODUCTS = new Set([...REBUILDERS, "generic", "github", "bitnami"]);
const BEFORE_A_VERSION = new Set(["version", "ver", "ver.", "v", "v.", "release", "版本"]);
const HEADINGS = new Set(["vendor", "supplier", "publisher", "product", "name", "version", "供應商", "產品", "版本"]);

// Refused: "format" (neither a list nor a known bill of materials), "nothing", "many".
export class Refused extends Error {}

// The things asked about, each once, and the numbers of the lines that could not be read.
export function readInventory(text) {
  const start = text.trimStart().slice(0, 40);
  if (/^(<|SPDXVersion:)/.test(start)) {
    throw new Refused("format");
  }
  const inventory = /^[{[]/.test(start) ? { things: readComponents(parsed(text)), unread: [] } : readList(text);
  inventory.things = eachOnce(inventory.things);
  if (!inventory.things.length && !inventory.unread.length) {
    throw new Refused("nothing");
  }
  return inventory;
}

function readList(text) {
  const things = [];
  const unread = [];
  text.split(/\r\n|[\r\n]/).forEach((line, place) => {
    const thing = readLine(line);
    if (thing === undefined) {
      unread.push(place + 1);
    } else if (thing) {
      things.push(thing);
    }
  });
  return { things, unread };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused("format");
  }
}

function eachOnce(things) {
  const once = new Map(things.map((thing) => [JSON.stringify(thing), thing]));
  if (once.size > MOST_THINGS) {
    throw new Refused("many");
  }
  return Array.from(once.values());
}

function reading(names, version = "", pack = "", rebuilt = false) {
  return { names, version, package: pack, rebuilt };
}

function oneLine(text) {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e0fff}]/gu, "")
    .split(/\s+/u).filter(Boolean).join(" ");
}

// null for a line that asks nothing, undefined for one that cannot be read.
export function readLine(line) {
  const written = oneLine(line);
  if (!written || written.startsWith("#")) {
    return null;
  }
  if (line.length > LONGEST_LINE) {
    return undefined;
  }
  if (/^(cpe|pkg):/i.test(written)) {
    const read = /^cpe:/i.test(written) ? readCpe(written) : readPackage(written);
    return read ? { written, readings: [read] } : undefined;
  }
  const cells = cellsOf(line);
  if (cells.length > 1 && cells.every((cell) => HEADINGS.has(cell.toLowerCase()))) {
    return null;
  }
  const readings = [...readWords(written), ...readCells(cells)];
  return readings.some(({ names }) => names.some(([, product]) => folded(product))) ? { written, readings } : undefined;
}

// What the three fields of the page say.
export function readFields(vendor, product, version) {
  const names = [[oneLine(vendor), oneLine(product)]];
  const written = [...names[0], oneLine(version)].filter(Boolean).join(" ");
  return { written, readings: [reading(names, oneLine(version))] };
}

function readWords(written) {
  const readings = [reading([["", written]])];
  const words = written.split(" ");
  if (words.length > 1 && looksLikeVersion(words.at(-1))) {
    let product = words.slice(0, -1);
    if (product.length > 1 && BEFORE_A_VERSION.has(product.at(-1).toLowerCase())) {
      product = product.slice(0, -1);
    }
    readings.push(reading([["", product.join(" ")]], words.at(-1)));
  }
  return readings;
}

// The last word of a line is meant as its version: R81, KB5034441 and 9.x are, Log4j is not.
function looksLikeVersion(word) {
  return /^[vV]?[0-9]/.test(word) || (isVersion(word) && !/^[A-Za-z]{3}/.test(word));
}

function readCells(cells) {
  if (cells.length < 2) {
    return [];
  }
  let [vendor, product, version] = cells;
  if (cells.length === 2) {
    [vendor, product, version] = looksLikeVersion(cells[1]) ? ["", ...cells] : [...cells, ""];
  }
  return product ? [reading([[vendor, product]], version)] : [];
}

// As spreadsheets write them: cells in quotes may hold the separator, and a quote twice.
function cellsOf(line) {
  const separator = ["\t", ";", ","].find((mark) => line.includes(mark));
  if (!separator) {
    return [oneLine(line)];
  }
  const cells = [];
  let rest = line;
  for (;;) {
    rest = rest.replace(/^ +/, "");
    const quoted = /^"((?:[^"]|"")*)"?/.exec(rest);
    const begun = quoted ? quoted[1].replaceAll('""', '"') : "";
    rest = quoted ? rest.slice(quoted[0].length) : rest;
    const end = rest.indexOf(separator);
    cells.push(oneLine(begun + (end < 0 ? rest : rest.slice(0, end))));
    if (end < 0) {
      return cells;
    }
    rest = rest.slice(end + 1);
  }
}

// CPE names: the formatted string of 2.3, and the older URI

const CPE_VALUE = /^([*-]|(\*|\?+)?([A-Za-z0-9._-]|\\[!-,/:-@[-^`{-~])+(\*|\?+)?)$/;
const CPE_URI = /^cpe:[/][aho](:[!-9;-~]*){0,6}$/i;
const CPE_LANGUAGE = /^([*-]|[A-Za-z]{2,3}(-([A-Za-z]{2}|[0-9]{3}))?)$/;

function readCpe(text) {
  const parts = CPE_URI.test(text) ? partsOfUri(text) : partsOfString(text);
  if (!parts) {
    return null;
  }
  const [, vendor, product, version, update] = parts;
  return product ? reading([[vendor, product]], version && update ? `${version}-${update}` : version) : null;
}

function partsOfString(text) {
  if (!text.startsWith("cpe:2.3:")) {
    return null;
  }
  const parts = [""];
  let isEscaped = false;
  for (const character of text.slice("cpe:2.3:".length)) {
    if (character === ":" && !isEscaped) {
      parts.push("");
    } else {
      parts.push(parts.pop() + character);
    }
    isEscaped = character === "\\" && !isEscaped;
  }
  const isWhole = parts.length === 11 && /^[aoh*-]$/.test(parts[0])
    && parts.slice(1).every((part, place) => (place === 5 ? CPE_LANGUAGE : CPE_VALUE).test(part));
  return isWhole ? parts.map((part) => (/^[*-]$/.test(part) ? "" : part.replaceAll("\\", ""))) : null;
}

function partsOfUri(text) {
  try {
    const parts = text.slice("cpe:/".length).split(":").map((part) =>
      decodeURIComponent(part.replaceAll("%01", "?").replaceAll("%02", "*")).toLowerCase());
    return Array.from({ length: 5 }, (unused, place) => (parts[place] === "-" ? "" : parts[place] || ""));
  } catch {
    return null;
  }
}

// Package URLs, as strictly as the press reads them

function readPackage(text) {
  const purl = parsePackage(text);
  if (!purl) {
    return null;
  }
  const name = purl.type === "pypi" ? purl.name.replace(/[-_.]+/g, "-") : purl.name;
  const key = [`pkg:${purl.type}`, ...purl.namespace, name].join("/").toLowerCase();
  const names = CALLED_LIKE_PRODUCTS.has(purl.type) ? [["", purl.name]] : [];
  return reading(names, purl.version, key, REBUILDERS.has(purl.type));
}

function parsePackage(text) {
  if (!text.startsWith("pkg:") || /[^!-~]|["<>\\^`{|}%]/.test(text.replace(/%[0-9A-Fa-f]{2}/g, ""))) {
    return null;
  }
  const [beforeSubpath, subpath] = cut(text.slice("pkg:".length), "#");
  const [whole, qualifiers] = cut(beforeSubpath, "?");
  const at = whole.slice(whole.lastIndexOf("/") + 1).includes("@") ? whole.lastIndexOf("@") : -1;
  const path = at < 0 ? whole : whole.slice(0, at);
  const [type, ...segments] = path.split("/");
  const name = segments.pop();
  if (!/^[a-z][a-z0-9.-]*$/.test(type) || !name || path.includes("@") || at === whole.length - 1) {
    return null;
  }
  try {
    const namespace = segments.map(decodeURIComponent);
    const within = (subpath ? subpath.split("/") : []).map(decodeURIComponent);
    const isDotted = [...namespace, ...within].some((each) => ["", ".", ".."].includes(each) || each.includes("/"));
    if (isDotted || !areQualifiers(qualifiers)) {
      return null;
    }
    return { type, namespace, name: decodeURIComponent(name), version: at < 0 ? "" : decodeURIComponent(whole.slice(at + 1)) };
  } catch {
    return null;
  }
}

function cut(text, mark) {
  const place = text.indexOf(mark);
  return place < 0 ? [text, ""] : [text.slice(0, place), text.slice(place + 1)];
}

function areQualifiers(text) {
  const pairs = text ? text.split("&").map((pair) => cut(pair, "=")) : [];
  pairs.forEach(([, value]) => decodeURIComponent(value));
  return pairs.every(([key, value]) => /^[a-z][a-z0-9._-]*$/.test(key) && value)
    && new Set(pairs.map(([key]) => key)).size === pairs.length;
}

// Bills of materials: CycloneDX 1.x, SPDX 2.x and SPDX 3, each as JSON

function readComponents(document) {
  if (document && document.bomFormat === "CycloneDX") {
    return cyclonedx([object(object(document.metadata).component), ...list(document.components)]);
  }
  if (document && words(document.spdxVersion).startsWith("SPDX-")) {
    return list(document.packages).flatMap(spdx2);
  }
  if (document && "@graph" in document && words(document["@context"]).includes("spdx")) {
    return list(document["@graph"]).flatMap(spdx3);
  }
  throw new Refused("format");
}

function cyclonedx(components) {
  const found = [];
  const waiting = components.reverse();
  while (waiting.length) {
    const part = object(waiting.pop());
    list(part.components).slice().reverse().forEach((inner) => waiting.push(inner));
    if (part.type !== "file") {
      const vendor = words(object(part.supplier).name) || words(part.publisher) || words(part.group);
      found.push(...component(vendor, words(part.name), words(part.version), [words(part.purl)], [words(part.cpe)]));
    }
  }
  return found;
}

function spdx2(value) {
  const pack = object(value);
  const references = list(pack.externalRefs).map(object);
  const of = (...kinds) => references.filter((each) => kinds.includes(words(each.referenceType)))
    .map((each) => words(each.referenceLocator));
  const supplier = words(pack.supplier).replace(/^(Organization:)?(Person:)?(Tool:)?/, "");
  const vendor = supplier === "NOASSERTION" ? "" : supplier.split("(")[0].trim();
  return component(vendor, words(pack.name), words(pack.versionInfo), of("purl"), of("cpe22Type", "cpe23Type"));
}

function spdx3(value) {
  const element = object(value);
  if (element.type !== "software_Package") {
    return [];
  }
  const references = list(element.externalIdentifier).map(object);
  const of = (...kinds) => references.filter((each) => kinds.includes(words(each.externalIdentifierType)))
    .map((each) => words(each.identifier));
  const purls = [words(element.software_packageUrl), ...of("packageUrl")];
  return component("", words(element.name), words(element.software_packageVersion), purls, of("cpe22", "cpe23"));
}

// Its package and CPE names say what a component is, and its own name where there is neither.
function component(vendor, name, given, purls, cpes) {
  const read = [...purls.map(readPackage), ...cpes.map(readCpe)].filter(Boolean);
  const pack = read.find((each) => each.package);
  let names = read.flatMap((each) => each.names);
  if (!names.length && !pack && name) {
    names = [[vendor, name]];
  }
  if (!names.length && !pack) {
    return [];
  }
  names = Array.from(new Map(names.map((each) => [each.join("\n"), each])).values());
  const version = given || (read.find((each) => each.version) || {}).version || "";
  const written = [name, version].filter(Boolean).join(" ") || (names.length ? names[0].filter(Boolean).join(" ") : "");
  return [{ written, readings: [reading(names, version, pack ? pack.package : "", Boolean(pack && pack.rebuilt))] }];
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

function object(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function words(value) {
  return typeof value === "string" ? oneLine(value.slice(0, LONGEST_LINE)) : "";
}
