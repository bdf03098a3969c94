// Whether advisories are about a product and version. The press does the same in Python (model/version_order.py,
// model/verdict.py, model/product_names.py, model/products.py); one table of examples is put to both. No verdict is "safe".

// The order of versions

const [TILDE, DEVELOPMENT, ALPHA, BETA, MILESTONE, CANDIDATE, END, WORD, NUMBER] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const BEFORE = new Map(Object.entries({
  dev: DEVELOPMENT, snapshot: DEVELOPMENT, nightly: DEVELOPMENT, canary: DEVELOPMENT, alpha: ALPHA, beta: BETA,
  milestone: MILESTONE, pre: MILESTONE, preview: MILESTONE, rc: CANDIDATE, cr: CANDIDATE,
}));
const LETTERS = new Map(Object.entries({ a: ALPHA, b: BETA, c: CANDIDATE, M: MILESTONE }));
const ITSELF = new Set(["final", "ga", "release"]);

export function compareVersions(one, other) {
  const [epoch, rest] = parted(one);
  const [otherEpoch, otherRest] = parted(other);
  return compare(BigInt(epoch.slice(0, 18)), BigInt(otherEpoch.slice(0, 18)))
    || compareTokens(withoutZeros(tokensOf(rest)), withoutZeros(tokensOf(otherRest)));
}

function parted(text) {
  const colon = text.indexOf(":");
  const hasEpoch = colon > 0 && /^[0-9]+$/.test(text.slice(0, colon));
  const rest = hasEpoch ? text.slice(colon + 1) : text;
  return [hasEpoch ? text.slice(0, colon) : "0", rest.replace(/^[vV](?=\p{Nd})/u, "")];
}

// Each token is a kind, a number of at most 18 digits, and a word or the digits that are left.
function tokensOf(text) {
  const tokens = [];
  for (const match of text.matchAll(/([0-9]+)|([A-Za-z]+)|(~)/g)) {
    const [whole, number, word, tilde] = match;
    if (number !== undefined) {
      tokens.push([NUMBER, BigInt(number.slice(0, 18)), number.slice(18)]);
    } else if (tilde !== undefined) {
      tokens.push([TILDE, 0n, ""]);
    } else if (BEFORE.has(word.toLowerCase())) {
      tokens.push([BEFORE.get(word.toLowerCase()), 0n, ""]);
    } else if (LETTERS.has(word) && /^\p{Nd}/u.test(text.slice(match.index + whole.length))) {
      tokens.push([LETTERS.get(word), 0n, ""]);
    } else if (!ITSELF.has(word.toLowerCase())) {
      tokens.push([WORD, 0n, word.toLowerCase()]);
    }
  }
  return tokens;
}

function numbersBeforeWords(tokens) {
  const first = tokens.findIndex((token) => token[0] !== NUMBER);
  return first < 0 ? tokens.length : first;
}

function withoutZeros(tokens) {
  const numbers = numbersBeforeWords(tokens);
  let kept = numbers;
  while (kept && tokens[kept - 1][1] === 0n && tokens[kept - 1][2] === "") {
    kept -= 1;
  }
  return [...tokens.slice(0, kept), ...tokens.slice(numbers), [END, 0n, ""]];
}

function compareTokens(one, other) {
  for (let place = 0; place < Math.min(one.length, other.length); place += 1) {
    for (let part = 0; part < 3; part += 1) {
      const order = compare(one[place][part], other[place][part]);
      if (order) {
        return order;
      }
    }
  }
  return compare(one.length, other.length);
}

function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

function family(text) {
  const letters = /^[A-Za-z]*/.exec(text)[0].toLowerCase();
  return letters === "v" ? "" : letters;
}

function areComparable(one, other) {
  return family(one) === family(other);
}

function leadingNumbers(text) {
  const tokens = tokensOf(parted(text)[1]);
  return tokens.slice(0, numbersBeforeWords(tokens));
}

function holds([span, first, last], version) {
  const order = (bound) => compareVersions(version, bound);
  switch (span) {
    case "all": return true;
    case "exact": return order(first) === 0;
    case "range": return order(first) >= 0 && order(last) <= 0;
    case "before": return order(first) < 0;
    case "upto": return order(first) <= 0;
    case "since": return order(first) >= 0;
    default: return false;
  }
}

// The verdict

export const OUTCOMES = ["affected", "cannot-compare", "fixed", "not-listed"];

export function isVersion(text) {
  return /^[A-Za-z]{0,3}[0-9][!-~]{0,199}$/.test(text) && !/\.[xX*](?![0-9A-Za-z_])/.test(text);
}

// `rows` are all rows of one advisory and product; what follows rests on those at the positions that are given back.
export function judge(rows, version) {
  const positions = (test) => rows.flatMap((row, place) => (test(row) ? [place] : []));
  const everything = positions((row) => row.parts.some(([span]) => span === "all") && !row.fixes.length);
  if (everything.length) {
    return { outcome: "affected", rows: everything, why: null };
  }
  if (!isVersion(version)) {
    return { outcome: "cannot-compare", rows: positions(() => true), why: version ? "not-a-version" : "no-version" };
  }
  const hit = positions((row) => hits(row, version));
  if (hit.length) {
    return { outcome: "affected", rows: hit, why: null };
  }
  const unlike = positions((row) => !canCompare(row, version));
  if (unlike.length) {
    return { outcome: "cannot-compare", rows: unlike, why: "other-numbering" };
  }
  const mended = mendedBy(rows, version);
  return { outcome: mended.length ? "fixed" : "not-listed", rows: mended, why: null };
}

function hits(row, version) {
  return row.parts.some((part) => (part[0] === "all"
    ? row.fixes.every((fix) => areComparable(version, fix) && compareVersions(version, fix) < 0)
    : partIsComparable(part, version) && holds(part, version)));
}

function canCompare(row, version) {
  return row.parts.length > 0 && row.parts.every((part) => (part[0] === "all"
    ? row.fixes.every((fix) => areComparable(version, fix))
    : partIsComparable(part, version)));
}

function partIsComparable([, first, last], version) {
  return areComparable(version, first) && (!last || areComparable(version, last));
}

function mendedBy(rows, version) {
  const fixes = rows.flatMap((row, place) => row.fixes.filter((fix) => areComparable(version, fix)).map((fix) => [place, fix]));
  const reached = fixes.filter(([, fix]) => compareVersions(fix, version) <= 0);
  if (!reached.length) {
    return [];
  }
  const highest = reached.reduce((one, other) => (compareVersions(other[1], one[1]) > 0 ? other : one));
  const bounds = rows.flatMap((row) => row.parts.flatMap(([, first, last]) => [first, last])).filter(Boolean);
  const isLast = [...bounds, ...fixes.map(([, fix]) => fix)].every((bound) => compareVersions(bound, version) <= 0);
  return isLast || isSameLine(highest[1], version) ? [highest[0]] : [];
}

function isSameLine(fix, version) {
  const ours = leadingNumbers(version);
  const theirs = leadingNumbers(fix);
  for (let place = 0; place < Math.max(1, theirs.length - 1) && place < theirs.length; place += 1) {
    const [, number, rest] = ours[place] || [NUMBER, 0n, ""];
    if (number !== theirs[place][1] || rest !== theirs[place][2]) {
      return false;
    }
  }
  return theirs.length > 0;
}

// Names

export function wordsOf(name) {
  return name.normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]+[+#]*/gu) || [];
}

export function folded(name) {
  return wordsOf(name).join("");
}

function isSameVendor(one, other) {
  return one === other || (Math.min(one.length, other.length) > 1 && (one.startsWith(other) || other.startsWith(one)));
}

export function shardOf(token, count) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(token)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return value % count;
}

// The tokens by which what was asked can be in the index.
export function tokensAsked(asked, names) {
  return asked.readings
    .flatMap((reading) => [reading.package, ...withWhole(reading.names, names).map(([, product]) => folded(product))])
    .filter(Boolean);
}

// Names, and the products that they call with their vendors in front: `Palo Alto Networks PAN-OS`.
function withWhole(asked, names) {
  return asked.flatMap((name) => {
    const places = name[0] ? [] : names.byWhole.get(folded(name[1])) || [];
    return [name, ...places.map((place) => names.all[place])];
  });
}

// The answer

// `index` gives the rows of a token, each with its `advisory`; `names` are all [vendor, product].
export function answer(asked, index, names) {
  for (const reading of asked.readings) {
    const hits = hitsOf(reading, index, names).sort(worstFirst);
    if (hits.length) {
      const known = new Set(hits.map((hit) => [hit.vendor, hit.product].join("\n")));
      const like = hits[0].outcome === "not-listed" ? likeOf(asked.readings, names, known) : [];
      return { asked, reading, hits, like, outcome: hits[0].outcome };
    }
  }
  const like = likeOf(asked.readings, names, new Set());
  return { asked, reading: asked.readings.at(-1), hits: [], like, outcome: "not-listed" };
}

function hitsOf(reading, index, names) {
  const named = reading.package ? index(reading.package) : [];
  const found = new Set(named);
  withWhole(reading.names, names).forEach(([vendor, product]) => {
    const asked = folded(vendor);
    index(folded(product))
      .filter((row) => !asked || row.vendors.some((each) => isSameVendor(asked, each)))
      .forEach((row) => found.add(row));
  });
  const groups = new Map();
  found.forEach((row) => {
    const key = [row.id, folded(row.vendor), folded(row.product)].join("\n");
    groups.set(key, [...(groups.get(key) || []), row]);
  });
  return Array.from(groups.values(), (rows) => {
    const verdict = reading.rebuilt && !rows.every((row) => named.includes(row))
      ? { outcome: "cannot-compare", rows: rows.map((row, place) => place), why: "rebuilt" }
      : judge(rows, reading.version);
    const { id, vendor, product, advisory } = rows[0];
    return { ...verdict, id, vendor, product, advisory, rows: verdict.rows.map((place) => rows[place]) };
  });
}

function worstFirst(one, other) {
  return OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome)
    || other.advisory.exploited - one.advisory.exploited
    || other.advisory.level - one.advisory.level
    || other.advisory.time - one.advisory.time
    || compare(one.id, other.id);
}

const MOST_LIKE = 5;

function likeOf(readings, names, known) {
  for (const reading of readings.filter((each) => !each.package)) {
    for (const name of reading.names) {
      const like = likeName(new Set(wordsOf(name.join(" "))), names)
        .filter((each) => !known.has(each.join("\n")))
        .slice(0, MOST_LIKE);
      if (like.length) {
        return like;
      }
    }
  }
  return [];
}

function likeName(words, names) {
  const found = [];
  new Set(Array.from(words).flatMap((word) => names.byWord.get(word) || [])).forEach((place) => {
    const [vendor, product] = names.all[place];
    const whole = new Set(wordsOf(`${vendor} ${product}`));
    const own = wordsOf(product);
    if (Array.from(words).every((word) => whole.has(word)) || own.every((word) => words.has(word))) {
      const apart = Array.from(whole).filter((word) => !words.has(word)).length
        + Array.from(words).filter((word) => !whole.has(word)).length;
      found.push([apart, vendor, product]);
    }
  });
  found.sort((one, other) => one[0] - other[0] || compare(one[1], other[1]) || compare(one[2], other[2]));
  return found.map(([, vendor, product]) => [vendor, product]);
}

// Names so that those with a word, or made up of vendor and product, are found at once.
export function nameTable(all) {
  const byWord = new Map();
  const byWhole = new Map();
  const add = (map, key, place) => (map.has(key) ? map.get(key).push(place) : map.set(key, [place]));
  all.forEach(([vendor, product], place) => {
    const words = wordsOf(`${vendor} ${product}`);
    add(byWhole, words.join(""), place);
    new Set(words).forEach((word) => add(byWord, word, place));
  });
  return { all, byWord, byWhole };
}
