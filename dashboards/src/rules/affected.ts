// Who is affected, by what fails. Below five people a pole says nothing, so these are estimates, never a register.

import type { Query } from './model.js';

export const atUnusablePole: Query = {
    ask: 'people who are usually there at this hour',
    expr: 'node:magpie_affected_clients:estimate{area="AREA", node="NODE"}',
};

export const onThePole: Query = {
    ask: 'people on the pole now; nothing stands for one to four',
    expr: 'node:magpie_clients:sum{area="AREA", node="NODE"}',
};

export const behindTheHub: Query = {
    ask: 'people who are usually at the poles behind the hub at this hour',
    expr: 'sum(node:magpie_affected_clients:estimate{area="AREA"} and on (area, node) node:magpie_place:info{hub="HUB"})',
};

export const peopleBehindTheHub: Query = {
    ask: 'people who are on the poles behind the hub now',
    expr: 'sum(node:magpie_clients:sum{area="AREA"} and on (area, node) node:magpie_place:info{hub="HUB"})',
};

export const atTheSite: Query = {
    ask: 'people who are usually at the site at this hour',
    expr: 'sum(node:magpie_affected_clients:estimate{area="AREA", site="SITE"})',
};

export const inTheArea: Query = {
    ask: 'people of the area who are at a pole that they cannot use',
    expr: 'area:magpie_affected_clients:estimate{area="AREA"}',
};

export const inTheAreaNow: Query = {
    ask: 'people of the area who are on its poles now',
    expr: 'sum(node:magpie_clients:sum{area="AREA"})',
};

/** For trouble behind the poles. */
export const nobodyOnTheStreet: Query = {
    ask: 'nobody on the street: poles serve on. Those whose fault would not be noticed meanwhile, at most',
    expr: 'sum(node:magpie_clients:sum)',
};
