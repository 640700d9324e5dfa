export const WRONG_HOST =
  'This dashboard serves only this machine: open it by localhost or 127.0.0.1, or set PUBLIC_URL to its address behind a proxy';
export const FOREIGN = 'The request came from a page of another origin';
export const LOG_IN = 'Log in first: POST /api/login with the token, or open /login';
