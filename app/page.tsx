import { getServices } from '../server/services.ts';

export const dynamic = 'force-dynamic';

export default async function OverviewPage() {
  const { history } = getServices();
  const samples = await history.readSamples({ from: Date.now() - 60_000, to: Date.now(), points: 10 });
  return <main>{samples.length} samples</main>;
}
