/** Within a quarter of an hour. By one phone that retries for ever there are fewer: its pauses grow to minutes. */
export const refusalsOfManyPeople = 20;
