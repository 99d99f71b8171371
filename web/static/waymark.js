"use strict";
// Everything works without this file; it only makes some things quicker.
(() => {
  const exit = document.getElementById("exit");
  const leaving = document.getElementById("leaving"); // what a screen reader says meanwhile
  let away; // puts back what the page hid, when it did
  const leave = () => {
    for (const part of document.body.children) part.hidden = part !== leaving;
    leaving.className = "cover";
    leaving.textContent = leaving.dataset.now;
    document.title = leaving.dataset.now;
    location.replace(exit.href); // takes the place of this page in the history
  };
  exit.addEventListener("click", (e) => {
    e.preventDefault();
    leave();
  });

  // Shift pressed and let go three times within five seconds leaves; anything else between starts the count anew.
  let shifts = 0, alone = false, late;
  const count = (n) => {
    if (n === shifts) return;
    if (n === 0) clearTimeout(late);
    if (n === 1) late = setTimeout(count, 5000, 0);
    if (n === 3) return leave();
    leaving.textContent = leaving.dataset[["stay", "first", "second"][n]];
    exit.dataset.shifts = shifts = n;
  };
  document.addEventListener("keydown", (e) => {
    alone = e.key === "Shift";
    if (alone) return;
    count(0);
    choose(e);
  });
  document.addEventListener("keyup", (e) => e.key === "Shift" && alone && count(shifts + 1));
  document.addEventListener("pointerdown", () => (alone = count(0)));

  // The keys 1 to 9 choose an answer: in the row that has the focus, or in the first row without an answer.
  function choose(e) {
    if (away || !/^[1-9]$/.test(e.key) || e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input:not([type]), textarea")) return;
    const rows = [...document.querySelectorAll(".ask fieldset")];
    const row = rows.find((r) => r.contains(e.target)) || rows.find((r) => !r.querySelector(":checked")) || rows[0];
    const input = row && row.querySelectorAll(".opt:not(.slim) input")[e.key - 1];
    if (!input) return;
    e.preventDefault();
    input.focus();
    input.click();
  }

  // An answer that stands alone takes the others away, and the others take it away.
  document.addEventListener("change", (e) => {
    const t = e.target;
    const group = t.closest(".ask .group");
    if (!group || t.type !== "checkbox" || !t.checked || t.closest(".slim")) return;
    for (const other of group.querySelectorAll(".opt:not(.slim) input[type=checkbox]")) {
      if (other !== t && ("alone" in t.dataset || "alone" in other.dataset || t.name.endsWith(".or"))) other.checked = false;
    }
    if (t.name.endsWith(".or")) for (const typed of group.querySelectorAll("input:not([type]), textarea")) typed.value = "";
  });
  document.addEventListener("input", (e) => {
    if (!e.target.matches(".ask .group input:not([type]), .ask .group textarea")) return;
    for (const other of e.target.closest(".group").querySelectorAll(".opt:not(.slim) input")) other.checked = false;
  });

  // The second half of a double click was meant for what the first half pressed, which can be on the page before.
  document.addEventListener("click", (e) => e.detail > 1 && e.target.closest("button, a") && e.preventDefault(), true);

  // A form is sent once, also when the button is pressed twice.
  document.addEventListener("submit", (e) => {
    const shown = e.target.elements._shown;
    if (shown && !e.target.matches(".ask")) shown.remove(); // the line above has judged the press
    if (e.target.dataset.sent) e.preventDefault();
    e.target.dataset.sent = "1";
    if (e.target.querySelector("[name=private]:checked, [name=do][value=private]")) sessionStorage.setItem("visit", "private"); // see private.js
  });
  addEventListener("pageshow", (e) => {
    document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent);
    if (e.persisted) location.reload(); // what the browser kept may be deleted, or answered otherwise since
  });

  // What is chosen is sent at once, and by the button. One request is on its way at a time. One whose reply was lost is sent again as it
  // was, so that the server knows it again, and what was chosen meanwhile follows.
  const ask = document.querySelector(".ask");
  const saving = document.getElementById("saving");
  const fields = () => new URLSearchParams(new FormData(ask)).toString();
  let typing, sending, going, again;
  const deliver = async (body) => {
    for (let tries = 1; ; tries++) {
      try {
        const reply = await fetch(ask.getAttribute("action"), { method: "POST", body: new URLSearchParams(body), keepalive: true, signal: AbortSignal.timeout(15000) });
        if (reply.status < 500 || tries > 4) return reply; // the page of an error that stays says more
      } catch {}
      saving.textContent = saving.dataset.lost;
      await new Promise((woken) => setTimeout((again = woken), Math.min(tries * 2000, 30000)));
    }
  };
  const send = async () => {
    clearTimeout(typing);
    if (sending) return again && again();
    for (sending = true; sending; ) {
      const on = going, body = fields();
      if (!on) saving.textContent = "";
      const reply = await deliver(body + "&_script=" + (on ? "on" : "draft"));
      const told = (name) => reply.headers.get("Waymark-" + name);
      if (on && told("Next")) return location.assign(told("Next"));
      if (on) return HTMLFormElement.prototype.submit.call(ask);
      sending = going || fields() !== body;
      saving.textContent = reply.status === 204 && told("Revision") ? saving.dataset.saved : "";
      if (!told("Revision")) continue;
      ask.elements._operation.value = told("Operation");
      ask.elements._revision.value = told("Revision");
    }
  };
  if (ask && AbortSignal.timeout) {
    ask.addEventListener("submit", (e) => {
      e.preventDefault();
      going = true;
      send();
    });
    addEventListener("online", () => again && again());
    const drafts = "draft" in ask.dataset;
    document.addEventListener("change", (e) => drafts && ask.contains(e.target) && send());
    document.addEventListener("input", (e) => {
      clearTimeout(typing);
      if (drafts && ask.contains(e.target) && e.target.matches("input:not([type]), textarea")) typing = setTimeout(send, 1500);
    });
  }

  // A page that nobody touches warns, and then hides what it says until it is asked to show it. The way to leave stays.
  const idle = document.getElementById("idle");
  const hide = () => {
    const at = document.activeElement, top = scrollY;
    const parts = [...document.body.children].filter((part) => part !== idle && part !== leaving && !part.matches(".top"));
    for (const part of parts) part.hidden = true;
    away = () => {
      for (const part of parts) part.hidden = false;
      scrollTo(0, top);
      at.focus({ preventScroll: true });
    };
    tellIdle("away", "show").focus();
  };
  const tellIdle = (state, label) => {
    const text = document.createElement("p"), button = document.createElement("button");
    text.textContent = idle.dataset[state];
    button.textContent = idle.dataset[label];
    button.className = "button";
    button.addEventListener("click", () => {
      if (away) away();
      away = null;
      touch();
    });
    idle.replaceChildren(text, button);
    idle.dataset.state = state;
    return button;
  };
  let touched = Date.now(), next;
  const look = () => {
    clearTimeout(next);
    const left = touched + idle.dataset.after * 1000 - Date.now(), calm = left - idle.dataset.warn * 1000;
    if (away) return;
    if (left <= 0) return hide();
    if (calm <= 0 && !idle.dataset.state) tellIdle("soon", "stay");
    next = setTimeout(look, calm > 0 ? calm : left);
  };
  const touch = () => {
    touched = Date.now();
    if (away || !idle.dataset.state) return;
    delete idle.dataset.state;
    idle.replaceChildren();
    look();
  };
  if (idle && parent === self) { // an author's preview stays open
    for (const event of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(event, touch, { passive: true });
    document.addEventListener("visibilitychange", look); // a device that slept is late with its timers
    look();
  }

  const summary = document.getElementById("summary");
  if (summary) summary.focus();

  // A return link carries its code behind the #: take it out of the address, and send it.
  const back = document.getElementById("return");
  if (back && location.hash.length > 1) {
    back.elements.code.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    back.submit();
  }
})();
