import type { System } from '../../../server/types.ts';
import { SERVERS_PATH } from './usePagePath.ts';

const always = (): boolean => true;
const ofPipeline = ({ pipeline }: System): boolean => pipeline;
const ofBuffers = ({ buffers }: System): boolean => buffers;
const ofSeveral = ({ servers }: System): boolean => servers.length > 1;

const PAGES = [
  { href: SERVERS_PATH, label: 'Servers', isShown: ofSeveral },
  { href: '/', label: 'Overview', isShown: always },
  { href: '/checkpoints', label: 'Checkpoints', isShown: always },
  { href: '/tables', label: 'Tables', isShown: always },
  { href: '/logs', label: 'Logs', isShown: always },
  { href: '/feed', label: 'Feed', isShown: ofPipeline },
  { href: '/buffer', label: 'Buffer', isShown: ofBuffers },
  { href: '/compare', label: 'Compare', isShown: ofPipeline },
  { href: '/what-if', label: 'What if', isShown: ofPipeline },
  { href: '/docs', label: 'Docs', isShown: always },
] as const;

/** The pages that this dashboard has, in the order of the header. */
export const listPages = (system: System) => PAGES.filter(({ isShown }) => isShown(system));
