import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: { rolldownOptions: { input: 'src/browser.js', output: { entryFileNames: 'browser.js', chunkFileNames: '[name]-[hash].js' } } },
});
