/** Seconds from the receipt of a blocked address until it is unreachable from the street: the promise of the city. */
export const verifiedWithin = 6;

/** Within a quarter of an hour. By one phone that retries for ever there are fewer: its pauses grow to minutes. */
export const refusalsOfManyPeople = 20;

// What magpie-capture tells. Where no source is named it is by judgement, until a city has figures of a year.

/** Of those who try; a mistyped passphrase is not counted. A third is what `failing` of a pole is, too. */
export const failedConnects = 0.33;
/** Of the DISCOVERs. RFC 2131 4.1: a client repeats within a minute; a healthy server is late for hardly any. */
export const silentDhcp = 0.5;
/** Of the queries. RFC 1035 4.2.1: a resolver asks anew after some seconds, so with a fifth unanswered each page waits. */
export const failedNames = 0.2;
/** Within a quarter of an hour; a phone that is used asks for some ten a minute. */
export const namesOfManyPeople = 100;

/** Of the minutes of clients. */
export const goodMinutes = 0.8;
/** Within a quarter of an hour: four clients that stay, or more that come and go. */
export const minutesOfManyPeople = 60;

/**
 * Linux gives an access point up after seven beacons in a row were lost (beacon_loss_count of mac80211). Where half are
 * lost that happens twice a minute.
 */
export const lostBeacons = 0.5;
/** Above it a network is near, and beacons are not lost for its distance: planners' rule of thumb is -67 dBm for data. */
export const heardWell = -67;

/** Of the frames of an interface: as much is missing in all that is told of the air and of connections. */
export const missedFrames = 0.01;

/** Poles of one hub that do not reach the same class: as many as make a hub that is down. */
export const polesOfOneFault = 3;

/** Of what the same path carried the day before. Two runs of TCP over a sound line differ by a fifth at most. */
export const throughputOfYesterday = 0.5;

/** Of the packets of a minute. At 2 % a TCP connection over 20 ms gets some 5 Mbit/s (Mathis: MSS / RTT * 1.2 / sqrt(p)). */
export const lostPackets = 0.02;
