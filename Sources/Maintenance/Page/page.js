const root = document.documentElement;
const main = document.querySelector("main");
const status = document.querySelector("[data-every]");
let seen = main.cloneNode(true);
seen.querySelector(".sent")?.remove();
let usual = status?.dataset.every * 1000;
let isSure = !usual;
let ahead = 0;
let delay = usual;
let due = performance.now() + usual * (0.5 + Math.random() / 2);
let busy = false;
let timer;

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function about(form, minutes, tags) {
  const hours = Math.round(minutes / 60);
  let [count, size] = [Math.round(minutes / 5) * 5, 0];
  if (minutes < 10) count = Math.ceil(minutes);
  if (count >= 120) [count, size] = hours < 48 ? [hours, 1] : [Math.round(hours / 24), 2];
  const unit = ["minute", "hour", "day"][size];
  if (form === "relative") return new Intl.RelativeTimeFormat(tags).format(count, unit);
  if (form === "duration") {
    return new Intl.NumberFormat(tags, { style: "unit", unit, unitDisplay: "long" }).format(count);
  }
  const words = form.split("|");
  const isOne = count % 10 === 1 && count % 100 !== 11;
  return `${count} ${(isOne && words[size + 3]) || words[size]}`;
}

function tell(isOnPaper) {
  const time = main.querySelector("time[datetime]");
  if (!time) return;
  const left = main.querySelector(".left");
  const pattern = left.dataset.about;
  const own = pattern.includes("|");
  let tags = [];
  try {
    const theirs = navigator.languages.filter((tag) => tag.startsWith(`${root.lang}-`));
    tags = Intl.RelativeTimeFormat.supportedLocalesOf([...theirs, root.lang]);
  } catch {}
  const isKnown = tags.length && !own;
  const now = Date.now() + ahead;
  const end = new Date(time.dateTime);
  const options = { hour: "numeric", minute: "2-digit" };
  if (isOnPaper || end.toDateString() !== new Date(now).toDateString()) {
    options.timeZoneName = "short";
    options.month = isKnown ? "long" : "2-digit";
    options.day = isKnown ? "numeric" : "2-digit";
    if (isKnown) options.weekday = "long";
    if (isOnPaper || !isKnown) options.year = "numeric";
  }
  put(time, new Intl.DateTimeFormat(isKnown ? tags : "sv", options).format(end));
  const minutes = (end - now) / 60000;
  left.hidden = minutes <= 0 && isSure;
  main.querySelector(".overdue").hidden = !left.hidden;
  if (isSure && minutes > 0 && (isKnown || own)) {
    put(left, pattern.replace(/\{(.+)\}/, (_, form) => about(form, minutes, tags)));
  }
}

function take(node, old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!old.cloneNode().isEqualNode(fresh.cloneNode())) return node.replaceWith(fresh.cloneNode(true));
  const own = [...node.childNodes].filter((child) => child.className !== "sent");
  fresh.childNodes.forEach((child, index) => {
    if (own[index]) take(own[index], old.childNodes[index], child);
    else node.append(child.cloneNode(true));
  });
  own.slice(fresh.childNodes.length).forEach((child) => child.remove());
}

function takeOver(page) {
  const fresh = page.querySelector("main");
  if (!fresh) return goBack();
  const links = main.getElementsByClassName("links");
  const focus = [...links].indexOf(document.activeElement?.parentNode);
  take(main, seen, fresh);
  seen = fresh;
  links[focus]?.firstChild.focus({ preventScroll: true });
  if (document.title !== page.title) document.title = page.title;
  root.lang = page.documentElement.lang;
  root.dir = page.dir;
  usual = page.querySelector("[data-every]")?.dataset.every * 1000;
  if (!usual) status.remove();
}

function wait() {
  clearTimeout(timer);
  if (!usual || busy || document.hidden) return;
  const isFirst = !isSure && main.querySelector("time");
  timer = setTimeout(look, isFirst ? 0 : due - performance.now(), isFirst);
}

function shown() {
  tell();
  const now = performance.now();
  if (due < now) due = now + Math.random() * 2000;
  wait();
}

async function look(isFirst) {
  busy = true;
  let answer;
  let isOurs;
  try {
    answer = await fetch(location.origin + location.pathname + location.search, {
      headers: { Accept: "text/html" },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout?.(10000),
    });
    isOurs = answer.headers.has("X-Maintenance-Mode");
    if (isOurs) {
      ahead = Date.parse(answer.headers.get("Date")) - Date.now() || ahead;
      takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } else {
      answer.body?.cancel();
    }
  } catch {}
  isSure = true;
  tell();
  const isLimited = answer?.status === 429;
  let pause = 0;
  if (isOurs) {
    delay = usual;
  } else if (!answer || isLimited || answer.status > 501) {
    delay = Math.min(delay * 2, Math.max(usual, 300000));
    if (isLimited) pause = toWait(answer.headers.get("Retry-After"));
  } else if (!isFirst) {
    status.textContent = status.dataset.back;
    return setTimeout(goBack, 1000);
  }
  if (!isFirst) due = performance.now() + Math.max(delay * (0.8 + Math.random() * 0.4), pause);
  busy = false;
  wait();
}

// Seconds or a date; what is neither asks for nothing.
function toWait(after) {
  const wanted = /^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now() - ahead;
  return Math.min(wanted || 0, 86400000);
}

function goBack() {
  if (!location.href.includes("#")) return location.replace(location.href);
  history.replaceState(history.state, "", location.href);
  location.reload();
}

tell();
main.ariaLive = "polite";
setInterval(tell, 5000);
addEventListener("beforeprint", () => tell(true));
addEventListener("afterprint", () => tell());
if (usual) {
  addEventListener("visibilitychange", shown);
  addEventListener("pageshow", shown);
  wait();
}
