export const HINT_COOKIE = 'breakwater-hint';
