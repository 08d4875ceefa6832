/* What a page gains when scripts run. Everything works without: this only spares clicks and losses. */
(() => {
  "use strict";
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const words = window.words ?? {};
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  const method = (form) => (form.getAttribute("method") ?? "get").toLowerCase();

  /* Light and dark: the cookie lets the server draw the page right from the start. */
  const theme = (name) => {
    root.dataset.bsTheme = name;
    try { localStorage.setItem("theme", name); } catch { /* storage may be forbidden */ }
    document.cookie = `theme=${name};path=/;max-age=31536000;samesite=lax`;
  };
  if (!root.dataset.bsTheme) {
    let kept = null;
    try { kept = localStorage.getItem("theme"); } catch { /* as above */ }
    root.dataset.bsTheme = kept || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }
  all("[data-theme-switch]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => theme(root.dataset.bsTheme === "dark" ? "light" : "dark"));
  });

  /* Time left, counted from the server's clock: the PC's own may be wrong. */
  const drift = (Date.parse(meta("server-now")) || Date.now()) - Date.now();
  const span = (ms) => {
    const minutes = Math.floor(Math.abs(ms) / 60000);
    const [d, h, m] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
    if (d >= 30 || (d && !h)) return `${d} ${words.d}`;
    if (d) return `${d} ${words.d} ${h} ${words.h}`;
    if (h && !m) return `${h} ${words.h}`;
    if (h) return `${h} ${words.h} ${m} ${words.min}`;
    return `${m} ${words.min}`;
  };
  const tick = () => {
    const now = Date.now() + drift;
    all("[data-left]").forEach((el) => {
      const rest = Date.parse(el.previousElementSibling.dateTime) - now;
      const close = Math.abs(rest) < 60000;
      const sentence = rest > 0 ? (close ? words.soon : words.left) : (close ? words.just : words.past);
      el.textContent = sentence.replace("{}", span(rest));
      if (rest <= 0) el.closest(".deadline")?.classList.replace("is-near", "is-late");
    });
    const wall = new Date(now + 8 * 3600000).toISOString().slice(11, 16);
    all("[data-server-clock]").forEach((el) => { el.textContent = wall; });
  };
  setInterval(tick, 20000);

  /* Messages: one region, read out, and the form stays where it is. */
  const say = (text, tone = "red") => {
    const region = document.getElementById("messages");
    if (!region) return;
    const note = document.createElement("div");
    note.className = `note tone-${tone}`;
    note.setAttribute("role", tone === "red" ? "alert" : "status");
    note.textContent = text;
    region.replaceChildren(note);
    region.scrollIntoView({ block: "nearest" });
  };
  const sentence = (status, body) => {
    const page = body && body.includes("data-reason") ? new DOMParser().parseFromString(body, "text/html") : null;
    const given = page?.querySelector("[data-reason]")?.textContent.trim();
    return [given, words[`e${status}`] || words.e500].filter(Boolean).join(" ");
  };
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });
  document.addEventListener("htmx:responseError", (event) => say(sentence(event.detail.xhr.status, event.detail.xhr.responseText)));
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, () => say(words.offline)));

  /* Confirm in a dialog of our own; the answer sends the same form with the same button. */
  const ask = (text) => new Promise((answer) => {
    const box = document.createElement("dialog");
    const form = document.createElement("form");
    const line = document.createElement("p");
    const row = document.createElement("div");
    form.method = "dialog";
    line.textContent = text || words.sure;
    row.className = "submit-row";
    [["yes", words.ok, "btn btn-primary"], ["no", words.cancel, "btn btn-outline"]].forEach(([value, label, look]) => {
      const button = document.createElement("button");
      Object.assign(button, { value, textContent: label, className: look });
      row.append(button);
    });
    form.append(line, row);
    box.append(form);
    document.body.append(box);
    box.addEventListener("close", () => { answer(box.returnValue === "yes"); box.remove(); });
    box.showModal();
  });

  /* Sending: ask first where asked, never twice, and forget the warning about unsaved text. */
  const agreed = new WeakSet();
  const dirty = new Set();
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (method(form) === "dialog") return;
    const button = event.submitter;
    clearTimeout(timers.get(form));
    if (form.dataset.saving) {
      // What is being saved while typing lands first; it may have raised the version the form carries.
      event.preventDefault();
      event.stopImmediatePropagation();
      await saving.get(form);
      form.requestSubmit(button);
      return;
    }
    const text = button?.dataset.confirm || form.dataset.confirm;
    if (text && !agreed.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (await ask(text)) { agreed.add(form); form.requestSubmit(button); }
      return;
    }
    agreed.delete(form);
    if (form.dataset.sending) { event.preventDefault(); return; }
    dirty.delete(form);
    if (method(form) === "post" && !form.hasAttribute("hx-post") && !event.defaultPrevented) {
      form.dataset.sending = "1";
      form.classList.add("is-sending");
    }
  }, true);
  addEventListener("pageshow", () => all("form[data-sending]").forEach((form) => {
    delete form.dataset.sending;
    form.classList.remove("is-sending");
  }));
  addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (event.target.closest('[aria-disabled="true"]')) event.preventDefault(); });

  /* Drafts: saved two seconds after the last stroke. The answer's X-Version becomes the next version. */
  const status = (form, text) => all("[data-autosave-state]", form).forEach((el) => { el.textContent = text; });
  const save = async (form) => {
    status(form, words.saving);
    form.dataset.saving = "1";
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": meta("csrf-token"), "X-Autosave": "1" } });
      if (!answer.ok) { status(form, words.unsaved); say(sentence(answer.status, await answer.text())); return; }
      const version = answer.headers.get("X-Version");
      const field = form.elements.namedItem("version");
      if (version && field) field.value = version;
      if (!form.dataset.changed) dirty.delete(form);
      status(form, `${words.saved} ${new Date(Date.now() + drift + 8 * 3600000).toISOString().slice(11, 16)}`);
    } catch { status(form, words.unsaved); say(words.offline); } finally { delete form.dataset.saving; }
  };
  const timers = new WeakMap();
  const saving = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    count(event.target);
    if (!form || method(form) !== "post" || event.target.hasAttribute("data-pick")) return;
    if (form.hasAttribute("data-autosave") || form.hasAttribute("data-guard")) dirty.add(form);
    if (!form.dataset.autosave) return;
    form.dataset.changed = "1";
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => {
      // One after the other: two saves at once would fight over the version.
      const before = saving.get(form) ?? Promise.resolve();
      saving.set(form, before.then(() => { delete form.dataset.changed; return save(form); }));
    }, 2000));
  });

  /* Limits shown before they are hit. */
  const count = (control) => {
    const mark = control.id && document.querySelector(`[data-counts="${CSS.escape(control.id)}"]`);
    if (!mark) return;
    const [used, most] = [[...control.value].length, Number(mark.dataset.max)];
    mark.textContent = `${used} / ${most} ${words.of}`;
    if (mark.hasAttribute("data-short")) mark.hidden = used <= most * 0.7;
    mark.classList.toggle("is-near", used > most * 0.9 && used <= most);
    mark.classList.toggle("is-over", used > most);
  };

  /* Lines of a form: add a copy of the last, remove any but the last one. */
  const renumber = (box) => {
    const lines = all("[data-line]", box);
    const name = box.dataset.lines;
    const pattern = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}-\\d+`);
    lines.forEach((line, index) => {
      line.setAttribute("aria-label", `${words.line} ${index + 1}`);
      ["name", "id", "for", "aria-describedby", "data-counts"].forEach((key) => all(`[${key}]`, line).forEach((el) => {
        el.setAttribute(key, el.getAttribute(key).split(" ").map((part) => part.replace(pattern, `${name}-${index}`)).join(" "));
      }));
      all("[data-remove-line]", line).forEach((button) => { button.hidden = lines.length < 2; });
    });
    all("[data-add-line]", box).forEach((button) => { button.hidden = lines.length >= Number(box.dataset.maxLines || Infinity); });
  };
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-line]");
    const gone = event.target.closest("[data-remove-line]");
    const box = (add || gone)?.closest("[data-lines]");
    const lines = box ? all("[data-line]", box) : [];
    if (add && lines.length) {
      event.preventDefault();
      const fresh = lines.at(-1).cloneNode(true);
      all(".error", fresh).forEach((el) => el.remove());
      all("input, textarea, select", fresh).forEach((el) => {
        if (el.type === "checkbox" || el.type === "radio") el.checked = false;
        else if (el.tagName === "SELECT") el.selectedIndex = 0;
        else el.value = "";
      });
      lines.at(-1).after(fresh);
      renumber(box);
      fresh.querySelector("input, textarea, select")?.focus();
    } else if (gone && lines.length > 1) {
      gone.closest("[data-line]").remove();
      renumber(box);
      box.querySelector("[data-add-line]")?.focus();
    } else return;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* Rows: tick, count, act. Cells get the head's words for the cards of a phone. */
  const picked = () => all("[data-action-bar]").forEach((bar) => {
    // Not bar.id: a field named "id" would answer instead of the form.
    const n = all(`[data-pick][form="${bar.getAttribute("id")}"]:checked`).length;
    all("[data-picked]", bar).forEach((el) => { el.textContent = n; });
    all("button", bar).forEach((button) => { button.disabled = !n; });
    bar.classList.toggle("has-picked", n > 0);
  });
  document.addEventListener("change", (event) => { if (event.target.hasAttribute("data-pick")) picked(); });

  /* Keys and menus. */
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      document.querySelector("[data-search-box]")?.focus();
    }
    const form = (event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.closest?.("form[data-autosave]");
    if (form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".submit-row .btn-primary"));
    }
    if (event.key === "Escape") all("details.menu[open], details.bottom-more[open]").forEach((el) => { el.open = false; el.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => all("details.menu[open], details.bottom-more[open]").forEach((el) => { if (!el.contains(event.target)) el.open = false; }));

  /* Long selects can be searched. The hidden original keeps its name for readers. */
  const searchable = (el) => {
    if (el.tomselect) return;
    const label = document.querySelector(`label[for="${CSS.escape(el.id)}"]`)?.textContent.trim();
    if (label) el.setAttribute("aria-label", label);
    new window.TomSelect(el, { maxOptions: 200, plugins: el.multiple ? ["remove_button"] : [] });
  };

  /* Parts that come later are dressed like those that came with the page. */
  const dress = (part) => {
    all("table.as-cards", part).forEach((table) => {
      const heads = all("thead th", table).map((th) => (th.querySelector(".visually-hidden") ? "" : th.textContent.trim()));
      all("tbody tr", table).forEach((tr) => [...tr.cells].forEach((td, i) => { if (td.tagName === "TD" && !td.hasAttribute("data-label")) td.dataset.label = heads[i] ?? ""; }));
    });
    all("[data-counts]", part).forEach((mark) => { const control = document.getElementById(mark.dataset.counts); if (control?.value) count(control); });
    all("[data-lines]", part).forEach(renumber);
    if (window.TomSelect) all("select[data-search]", part).forEach(searchable);
    picked();
    tick();
  };
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
  dress(document);
  document.querySelector("[data-focus]")?.focus();
})();
