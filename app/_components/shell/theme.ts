/** A cookie, so that the server renders in the right theme: no script has to correct it before the first paint. */
export const THEME_COOKIE = 'breakwater-theme';
export type Theme = 'light' | 'dark' | 'system';

export const parseTheme = (value: string | undefined): Theme =>
  value === 'light' || value === 'dark' ? value : 'system';
