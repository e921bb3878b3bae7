/** Thrown where the browser died under a page, whoever was to blame: worth another try. */
export class LostBrowserError extends Error {}
