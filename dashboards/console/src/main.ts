import 'leaflet/dist/leaflet.css';
import 'uplot/dist/uPlot.min.css';
import './style/colours.css';
import './style/base.css';
import './style/frame.css';
import './style/states.css';
import './style/map.css';
import './style/pole.css';
import './style/report.css';
import './style/tables.css';
import './style/coverage.css';
import './style/phone.css';

import { App } from './app/app';
import { readSettings } from './app/settings';
import { chooseLanguage, rememberedLanguage } from './text/language';

chooseLanguage(rememberedLanguage());
void readSettings().then((settings) => new App(settings));
