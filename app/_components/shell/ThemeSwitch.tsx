'use client';

import { useState } from 'react';
import { Segmented } from '../ui/Segmented.tsx';
import { rememberChoice } from './cookies.ts';
import { type Theme, THEME_COOKIE } from './theme.ts';

const SEGMENTS = [
  { value: 'system', label: <ThemeIcon path="M2 3h12v8H2zM5 14h6" name="System theme" /> },
  {
    value: 'light',
    label: <ThemeIcon path="M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6M8 1v2M8 13v2M1 8h2M13 8h2" name="Light" />,
  },
  { value: 'dark', label: <ThemeIcon path="M13 10A6 6 0 0 1 6 3a5.5 5.5 0 1 0 7 7z" name="Dark" /> },
] as const;

export function ThemeSwitch({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState<Theme>(initial);
  const choose = (chosen: Theme): void => {
    setTheme(chosen);
    document.documentElement.dataset['theme'] = chosen;
    rememberChoice(THEME_COOKIE, chosen);
  };
  return <Segmented label="Theme" segments={SEGMENTS} value={theme} onChoose={choose} />;
}

function ThemeIcon({ path, name }: { readonly path: string; readonly name: string }) {
  return (
    <>
      <svg aria-hidden="true" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.5">
        <path d={path} />
      </svg>
      <span className="sr-only">{name}</span>
    </>
  );
}
