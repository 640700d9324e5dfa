/** @type {import('next').NextConfig} */
const config = {
  // The image holds the traced files alone; npm start runs from the project.
  ...(process.env.BUILD_STANDALONE === 'on' && { output: 'standalone' }),
  // The Lua scripts are read at run time.
  outputFileTracingIncludes: { '/**': ['./redis/lua/*'] },
  serverExternalPackages: ['pg', 'ioredis', 'pino'],
  // npm test checks types; a start need not.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
};

export default config;
