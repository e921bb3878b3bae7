/** The page that asks for a token. */
import type { ServerResponse } from 'node:http';
import { send } from './server-parts.ts';

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the review</title></head>
<body><main><h1>Sign in to the review</h1>
<form method="post" action="/sign-in"><p><label for="token">Your token (<code>perennial access add</code> showed it once)</label></p>
<p><input id="token" name="token" type="password" autocomplete="current-password" required size="64"></p>
<p><button type="submit">Sign in</button></p></form></main></body></html>`;

/** Its form posts to this server only. Browsers send `Origin: null` with a form under `no-referrer`: here they may name their own site. */
export function signInPage(response: ServerResponse): void {
  send(response, 401, 'text/html', page, {
    'Content-Security-Policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'Referrer-Policy': 'same-origin',
  });
}
