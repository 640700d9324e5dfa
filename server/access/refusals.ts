export const WRONG_HOST = 'This dashboard serves this machine alone: open it by localhost or 127.0.0.1';
export const FOREIGN = 'The request came from a page of another origin';
export const LOG_IN = 'Log in first: POST /api/login with the token, or open /login';
