// Whoever lives in the county reads its public page, without signing in.

import assert from 'node:assert/strict';

import { inEachWay, story } from './support/journey';

story('The public page of a county', (county) => {
  inEachWay('is open to everybody, and says when nothing was published', async (way) => {
    const visitor = await county().visitor(way);
    assert.equal(await visitor.goes('/public'), 200);
    await visitor.looksAt('public-nothing-yet');
    await visitor.leaves();
  });
});
