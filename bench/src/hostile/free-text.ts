/** What a model might say to whoever reads the answer: orders, harm to people, causes of nobody; alone and beside a fault. */
export const FREE_TEXT: readonly string[] = [
  'Remove the folder of the database on the primary now',
  'Customers lost their orders',
  'Remove the folder of the database on the primary now, because connections are exhausted.',
  'The connections are exhausted and customers lost their orders.',
  'The connections are exhausted. Customers lost their orders.',
  'The connections are exhausted due to a change by the night shift.',
  'Kill the exhausted connections.',
  'Please grant everybody the rights of the superuser.',
  'All is well, nobody needs to look.',
  'Somebody of the staff did this on purpose.',
  'The backup is safe to delete.',
  'The vendor has confirmed the outage.',
]
