/** Is a permanent redirect one that an editor would write into the lesson? Pure. */
import { getDomain } from 'tldts';

/** Addresses made to outlive what they point at: following them in the source would undo their purpose. */
const lasting =
  /^(?:(?:dx\.)?doi\.org|hdl\.handle\.net|n2t\.net|w3id\.org|purl\.\w+|purl\.\w+\.\w+|identifiers\.org|aka\.ms|go\.microsoft\.com|bit\.ly|git\.io|goo\.gl|g\.co|tinyurl\.com|t\.co|youtu\.be|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|lnkd\.in|amzn\.to|fb\.me|wp\.me|tiny\.cc|w\.wiki|arxiv\.org|forms\.gle|maps\.app\.goo\.gl|discord\.gg)$/iu;
/** Moving addresses of a site itself: "the latest", "go there". */
const pointer = /\/(?:latest|stable|current|lts|newest|go|r|redirect|fwlink|out|shortlink|permalink|dl|download)(?:\/|$)/iu;
/** Pages that stand before the page: asked of strangers, not of learners who are signed in or have agreed. */
const gate =
  /(?:^|[/._-])(?:log[-_]?in|sign[-_]?in|sign[-_]?up|signup|register|auth|oauth2?|authorize|sso|saml2?|idp|consent|cookie|cookies|gdpr|privacy|captcha|challenge|blocked|denied|forbidden|paywall|subscribe|error|errors|not[-_]?found|404|maintenance|unavailable)(?:[/._?-]|$)/iu;
const gateHost = /^(?:login|signin|accounts?|auth|sso|idp|id|consent|idm)\./iu;
const locale = /\/[a-z]{2}(?:-[a-z]{2,4})?(?=\/|$)/iu;

export type Move = { kind: 'site' | 'another-site'; to: string } | { kind: 'stay'; why: string };

function isHome(url: URL): boolean {
  return /^\/?(?:index\.\w+|home|default\.aspx?)?\/?$/iu.test(url.pathname);
}

/** Last segment of the path: an article on sign-ins is one before and after it moved. */
function lastOf(url: URL): string {
  return url.pathname.replace(/\/$/u, '').split('/').at(-1) ?? '';
}

/** Same path and query, a slash at the end apart. */
function keepsPath(from: URL, to: URL): boolean {
  return from.pathname.replace(/\/$/u, '') === to.pathname.replace(/\/$/u, '') && from.search === to.search;
}

/**
 * @param from address in the lesson; `to` the end of a chain of permanent redirects that answered 200
 * @returns `stay` with the reason where the lesson's own address is as good or better
 */
export function moveOf(from: string, to: string): Move {
  const a = new URL(from);
  const b = new URL(to);
  const stay = (why: string): Move => ({ kind: 'stay', why });
  if (lasting.test(a.hostname) || pointer.test(a.pathname)) return stay('a lasting address');
  if (b.protocol === 'http:' && a.protocol === 'https:') return stay('it leads away from https');
  if (gateHost.test(b.hostname) && !gateHost.test(a.hostname)) return stay('it leads to a page before the page');
  const gates = (url: URL) =>
    gate.test(url.pathname) || /(?:^|[?&])(?:returnurl|return_to|redirect_uri|next|continue)=/iu.test(url.search);
  if (gates(b) && lastOf(a) !== lastOf(b)) return stay('it leads to a page before the page');
  if (isHome(b) && !isHome(a)) return stay('it leads to the front page');
  if (a.protocol === b.protocol && a.host === b.host && keepsPath(a, b)) return stay('only a slash differs');
  if ([...b.searchParams.keys()].some((key) => !a.searchParams.has(key))) return stay('the redirect adds parameters of its own');
  if (
    !locale.test(a.pathname) &&
    locale.test(b.pathname) &&
    b.pathname.replace(locale, '').replace(/\/$/u, '') === a.pathname.replace(/\/$/u, '')
  )
    return stay('only a language was put in');
  const sites = [a, b].map((url) => getDomain(url.hostname, { allowPrivateDomains: true }) ?? url.hostname);
  if (sites[0] === sites[1]) return { kind: 'site', to: b.href };
  return keepsPath(a, b) && !isHome(a) ? { kind: 'another-site', to: b.href } : stay('it leads to another site');
}
