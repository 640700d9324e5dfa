import type { Metadata } from 'next';
import { describeLoginError } from './describeLoginError.ts';

export const metadata: Metadata = { title: 'Log in' };
export const dynamic = 'force-dynamic';

interface LoginPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** A plain form: it works without JavaScript. */
export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { error, next } = await searchParams;
  const sentence = describeLoginError(error);
  return (
    <div className="mx-auto mt-24 max-w-sm p-4">
      <h1 className="text-lg font-semibold">Breakwater</h1>
      <form method="post" action="/api/login" className="mt-4 flex flex-col gap-3">
        <label htmlFor="token">Dashboard token</label>
        <input
          id="token"
          name="token"
          type="password"
          autoComplete="current-password"
          required
          maxLength={1_000}
          aria-invalid={sentence !== undefined}
          aria-describedby={sentence === undefined ? 'token-help' : 'token-error token-help'}
          className="rounded border border-current px-2 py-1"
        />
        {sentence !== undefined && (
          <p id="token-error" role="alert" className="text-bad">
            {sentence}
          </p>
        )}
        <p id="token-help" className="text-sm">
          The value of DASHBOARD_TOKEN on the machine that runs Breakwater.
        </p>
        <input type="hidden" name="next" value={typeof next === 'string' ? next : '/'} />
        <button type="submit" className="rounded border border-current px-3 py-1">
          Log in
        </button>
      </form>
    </div>
  );
}
