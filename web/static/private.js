"use strict";
// A private visit ends with its tab. A tab that is not of the visit asks whether one that is still stands open, and becomes one of them; when
// none answers, the visit's own tab was closed, and everything is deleted. Until then the page says nothing. A tab that is told that the visit
// begins is of it.
(() => {
  const tabs = new BroadcastChannel("visit");
  const belong = () => {
    sessionStorage.setItem("visit", "private");
    tabs.onmessage = (e) => e.data === "open?" && tabs.postMessage("open");
  };
  if ("begins" in document.currentScript.dataset || sessionStorage.getItem("visit")) return belong();
  const page = document.documentElement;
  page.hidden = true;
  const end = setTimeout(() => {
    const form = document.createElement("form"), what = document.createElement("input");
    [form.method, form.action, what.name, what.value] = ["post", "/me", "do", "delete"];
    form.append(what);
    page.append(form);
    form.submit();
  }, 2000); // a slow device answers within that
  tabs.onmessage = (e) => {
    if (e.data !== "open") return;
    clearTimeout(end);
    belong();
    page.hidden = false;
  };
  tabs.postMessage("open?");
})();
