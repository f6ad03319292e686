"""Answers: what this patient may have; what of it is shown; on which readings it hangs."""
