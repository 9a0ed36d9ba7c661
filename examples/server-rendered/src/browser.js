import { hydrateRoot } from 'react-dom/client';
import { page } from './page.js';

hydrateRoot(document.getElementById('root'), page);
