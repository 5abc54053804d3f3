// The search page: ranks the sections of the index (book/_ext/course/search.py) and shows them.
// A section is found if its text or a title has every word, at least as the beginning of a word.

(() => {
  const SHOWN = 50;
  const EXCERPT = 190; // characters
  const BEFORE = 60; // of them before the first match

  // What a match is worth, for each word of the query.
  const IN_PAGE_TITLE = 100; // for the section that begins the page
  const DEFINED = 70;
  const IN_TITLE = 40;
  const FIRST = 6; // the first section of a chapter that has the word
  const WHOLE = 1.5; // a whole word counts more than the beginning of one
  const MOST = 8; // at most so many occurrences count, one point each
  const PHRASE = 30; // the words stand together as they were typed

  const field = document.getElementById("search-words");
  const status = document.getElementById("search-status");
  const list = document.getElementById("search-results");

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const singular = (word) => (word.length > 4 ? word.replace(/([^s])s$/, "$1") : word);
  const wordsOf = (query) =>
    [...new Set(plain(query).match(/[\p{L}\p{N}_]+/gu) ?? [])].map(singular);
  const beginning = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}`, "gu");
  const whole = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}s?(?![\\p{L}\\p{N}])`, "u");

  const together = (words) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${words.map(escaped).join("s?[\\s-]+")}`, "u");

  const sections = courseIndex.sections.map(([page, anchor, title, text, terms], place) => {
    const [name, pageTitle, isChapter] = courseIndex.pages[page];
    const begins = courseIndex.sections[place - 1]?.[0] !== page;
    return {
      page: pageTitle, address: `${name}.html${begins ? "" : `#${anchor}`}`, title, text, terms,
      begins, isChapter, plainTitle: plain(title), plainText: plain(text), plainPage: plain(pageTitle),
    };
  });

  function pointsOf(section, word) {
    const times = section.plainText.match(beginning(word))?.length ?? 0;
    const factor = (text) => (whole(word).test(text) ? WHOLE : beginning(word).test(text) ? 1 : 0);
    const title = factor(section.plainTitle);
    if (!times && !title && !factor(section.plainPage)) return 0;
    const defined = section.terms.some((term) => whole(word).test(plain(term)));
    const about = section.begins && section.plainTitle === word ? IN_PAGE_TITLE : 0; // the word is the title
    return Math.min(times, MOST) + title * (section.begins ? IN_PAGE_TITLE : IN_TITLE)
      + about + (defined ? DEFINED : 0) + (whole(word).test(section.plainText) ? 1 : 0) + 0.1;
  }

  // Sections that have every word, the best first; in the order of the book where they are equal.
  function find(words) {
    const points = new Map();
    for (const section of sections) {
      const each = words.map((word) => pointsOf(section, word));
      if (each.every(Boolean)) points.set(section, each.reduce((a, b) => a + b));
    }
    for (const word of words) {
      const first = sections.find((s) => s.isChapter && whole(word).test(s.plainText));
      if (points.has(first)) points.set(first, points.get(first) + FIRST);
    }
    if (words.length > 1) {
      const phrase = together(words);
      for (const section of points.keys()) {
        if (phrase.test(`${section.plainTitle} ${section.plainText}`)) {
          points.set(section, points.get(section) + PHRASE);
        }
      }
    }
    return [...points.keys()].sort((a, b) => points.get(b) - points.get(a));
  }

  // The pieces of a text between matches and the matches themselves, in turn.
  function pieces(text, words) {
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}])((?:${words.map(escaped).join("|")})[\\p{L}\\p{N}]*)`, "giu");
    return text.split(pattern);
  }

  function fill(element, text, words) {
    pieces(text, words).forEach((piece, number) => {
      if (number % 2 === 0) return element.append(piece);
      const mark = document.createElement("mark");
      mark.textContent = piece;
      element.append(mark);
    });
  }

  // Some of a text round the first word that it has, beginning and ending between words.
  function excerpt(text, words) {
    const phrase = plain(text).search(together(words));
    const place = phrase >= 0 && plain(text).length === text.length
      ? phrase : pieces(text, words)[0].length;
    if (place === text.length && text.length <= EXCERPT) return text;
    const from = place === text.length || place <= BEFORE ? 0 : text.indexOf(" ", place - BEFORE) + 1;
    const rest = text.slice(from);
    const end = rest.length > EXCERPT ? rest.lastIndexOf(" ", EXCERPT) : rest.length;
    return `${from ? "… " : ""}${rest.slice(0, end)}${end < rest.length ? " …" : ""}`;
  }

  function shown(section, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.address;
    fill(link, section.title || section.page, words);
    item.append(link);
    if (!section.begins) {
      const page = document.createElement("span");
      page.className = "search-page";
      page.append(" in ");
      fill(page, section.page, words);
      item.append(page);
    }
    const quoted = document.createElement("p");
    fill(quoted, excerpt(section.text, words), words);
    item.append(quoted);
    return item;
  }

  function sentence(count, query) {
    if (!count) return `Nothing found for “${query}”. Try fewer words, or the beginning of one.`;
    const sections = count === 1 ? "1 section" : `${count} sections`;
    return `${sections} found for “${query}”${count > SHOWN ? `; these are the best ${SHOWN}` : ""}.`;
  }

  const asked = () => new URLSearchParams(location.search).get("q");

  function search() {
    const query = field.value.trim();
    const words = wordsOf(query);
    const hits = words.length ? find(words) : [];
    list.replaceChildren(...hits.slice(0, SHOWN).map((section) => shown(section, words)));
    if (query !== (asked() ?? "")) {
      history.replaceState(null, "", `?q=${encodeURIComponent(query)}`); // for the way back
    }
    status.textContent = query ? sentence(hits.length, query) : "";
  }

  // The arrow keys walk over the hits, from the field and back to it.
  function walk(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + by];
    if (!stops.includes(document.activeElement) || !next) return;
    event.preventDefault();
    next.focus();
  }

  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });
  document.addEventListener("keydown", walk);
  field.value = asked() ?? "";
  field.focus();
  search();
  addEventListener("pageshow", search); // the way back from a hit keeps what was typed
})();
