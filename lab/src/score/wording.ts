/** Wordings that mean "no fault" or "cannot be told", as the incident kit's scorer reads them. */
export const isNoFault = new RegExp(
  [
    /^no[,:.;]|^nothing\b|^none\b/, // the plain answer to "is there a fault?"
    /\bno (active |current |ongoing |actual |real |apparent |clear |significant |obvious |critical |lasting |open |remaining |underlying |present |persistent |unresolved |(sign|trace|indication)s? of (an? |any )?)*-?(fault|failure|issue|problem|error|incident|anomal|outage|defect|malfunction|root cause|evidence)/,
    /(is|are|looks?|appears?|seems?|remains?|currently|now|was|were) (currently |to be |now |fully |all |both |again |back to |otherwise )*(healthy|normal|recovered|operational|stable)|operat(es|ing|ed) (normally|within)|(with)?in (the |its |their |a )?(normal|expected|healthy|good) |normal (operation|start|run|behaviou?r|activity|fluctuation|traffic)|^[^.\n]{0,40}\b(is|are|looks?) (all )?(fine|ok)\b/,
    /not (actually )?an? (real |actual )?(issue|fault|problem|failure|incident)|not (broken|failing|faulty|unhealthy)|false (alarm|positive|alert)|stale alert|benign|harmless/,
    /(ran|runs?|running|works?|worked|working|behav\w+|start(s|ed|ing)?|came up|finish(es|ed)?|complet(es|ed)) (\w+ )?(normally|as (designed|expected|intended)|fine|cleanly|correctly|properly|without (any |an )?(issue|error|problem|fault|failure))/,
    /self-?(resolved|healed|recovered)|(already|since|by now) (been |is |was )?(resolved|recovered|solved|fixed|cleared)|has (since |already )?(recovered|cleared)|(recovered|resolved|healed) (by itself|on its own|itself)|by design|expected behaviou?r|meant to (fire|be)|no (action|fix|intervention) (is |was )?(needed|required|necessary)/,
    /nothing (is |was |looks |here )?(wrong|abnormal|unusual|broken|failing)|(?<!un)(?<!not )\bhealthy/,
    /insufficient (evidence|data|information|logs)|not enough (evidence|data|information|context|logs)|(cannot|can't|can not|could not|unable to|impossible to) (be )?(determin|confirm|establish|identif|conclude|diagnos|answer|say\b|said|tell|told|judge|decid)|inconclusive|undetermined/,
    /not (found|present|included|covered|mentioned|contained) in the (evidence|upload|files?|data)|(does|do) not (mention|contain|include|cover|concern)|(says?|contains?|holds?) nothing (about|on|of|from)|nothing about/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'im',
)

/** Words that deny what follows in the same sentence. */
export const negation =
  /\b(not|no|nor|never|neither|rule[sd]? out|ruling out|unlikely|rather than|instead of|without|isn['’]t|wasn['’]t|aren['’]t|doesn['’]t|didn['’]t|whether|excluded?|excluding|unrelated|red herring|ignored?|disregard\w*|injection|injected|untrusted)\b/i
