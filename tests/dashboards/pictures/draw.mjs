// Pictures of the dashboards for docs/pictures: the bad day of the tests, real answers, our own page.
//   draw.mjs [--to DIRECTORY] [--languages en,ko] [--only NAME,...]

import { join } from 'node:path';

import { House, source } from '../../system/lib/house.mjs';
import { until } from '../../system/lib/until.mjs';
import { badDay, ENDS, SPEED } from '../lib/bad_day.mjs';
import { City } from '../lib/city.mjs';
import { drawAll } from './drawing.mjs';

function parse(words) {
    const line = { to: join(source, 'docs/pictures'), languages: 'en,ko', only: '' };
    while (words.length > 0) {
        const [word, value] = [words.shift(), words.shift()];
        const key = word.replace(/^--/, '');
        if (!(key in line) || value === undefined) {
            console.error(`draw.mjs: ${word}: no such option`);
            process.exit(2);
        }
        line[key] = value;
    }
    return { ...line, languages: line.languages.split(','), only: line.only.split(',').filter(Boolean) };
}

const line = parse(process.argv.slice(2));
const house = new House();
try {
    const city = await new City(house, badDay).start();
    await until('the day is over', () => city.time > ENDS, ENDS / SPEED + 60);
    await drawAll(city, city.worldTime(ENDS), line);
} catch (problem) {
    house.tell();
    throw problem;
} finally {
    await house.close();
}
