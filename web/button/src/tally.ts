/** The file `/tally.js`. It defines the element, with the site that serves the file as the default for `api`. */
import { define, TallyButton } from './element.js';

TallyButton.defaultApi = import.meta.url;
define();
