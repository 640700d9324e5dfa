'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useUrlParams } from '../../_components/ui/useUrlParams.ts';
import { readScenario, type Scenario, writeScenario } from './scenario.ts';

/** Browsers refuse an address that changes with every move of a slider. */
const ADDRESS_DELAY_MS = 250;

export interface ScenarioState {
  readonly scenario: Scenario;
  /** The fault in the address; null once something was changed. */
  readonly error: string | null;
  readonly change: (scenario: Scenario) => void;
}

/** The scenario of the address. A change is shown at once, and written to the address a moment later. */
export function useScenario(): ScenarioState {
  const params = useUrlParams();
  const [state, setState] = useState(() => readScenario(params));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const onPop = (): void => setState(readScenario(new URLSearchParams(window.location.search)));
    window.addEventListener('popstate', onPop);
    return () => {
      window.removeEventListener('popstate', onPop);
      clearTimeout(timer.current);
    };
  }, []);
  const change = useCallback((scenario: Scenario): void => {
    setState({ scenario, error: null });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const query = writeScenario(scenario);
      window.history.replaceState(null, '', query === '' ? window.location.pathname : `?${query}`);
    }, ADDRESS_DELAY_MS);
  }, []);
  return { ...state, change };
}
