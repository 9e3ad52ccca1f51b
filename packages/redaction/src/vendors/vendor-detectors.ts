import type { Detector } from '../detector.ts'
import { adafruit } from './adafruit.ts'
import { adobe } from './adobe.ts'
import { age } from './age.ts'
import { airtable } from './airtable.ts'
import { alibaba } from './alibaba.ts'
import { anthropic } from './anthropic.ts'
import { apify } from './apify.ts'
import { artifactory } from './artifactory.ts'
import { asana } from './asana.ts'
import { atlassian } from './atlassian.ts'
import { authress } from './authress.ts'
import { aws } from './aws.ts'
import { awsBedrock } from './aws-bedrock.ts'
import { axiom } from './axiom.ts'
import { azure } from './azure.ts'
import { azureDevops } from './azure-devops.ts'
import { backblaze } from './backblaze.ts'
import { brevo } from './brevo.ts'
import { buildkite } from './buildkite.ts'
import { cerebras } from './cerebras.ts'
import { circleci } from './circleci.ts'
import { clojars } from './clojars.ts'
import { cloudflare } from './cloudflare.ts'
import { contentful } from './contentful.ts'
import { crates } from './crates.ts'
import { databricks } from './databricks.ts'
import { datadog } from './datadog.ts'
import { definedNetworking } from './defined-networking.ts'
import { deno } from './deno.ts'
import { digitalocean } from './digitalocean.ts'
import { discord } from './discord.ts'
import { docker } from './docker.ts'
import { doppler } from './doppler.ts'
import { dropbox } from './dropbox.ts'
import { duffel } from './duffel.ts'
import { dynatrace } from './dynatrace.ts'
import { easypost } from './easypost.ts'
import { figma } from './figma.ts'
import { flutterwave } from './flutterwave.ts'
import { fly } from './fly.ts'
import { frameio } from './frameio.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { gocardless } from './gocardless.ts'
import { google } from './google.ts'
import { grafana } from './grafana.ts'
import { groq } from './groq.ts'
import { harness } from './harness.ts'
import { terraform, vault } from './hashicorp.ts'
import { heroku } from './heroku.ts'
import { honeycomb } from './honeycomb.ts'
import { hubspot } from './hubspot.ts'
import { huggingface } from './huggingface.ts'
import { ibm } from './ibm.ts'
import { infisical } from './infisical.ts'
import { infracost } from './infracost.ts'
import { langfuse } from './langfuse.ts'
import { langsmith } from './langsmith.ts'
import { launchdarkly } from './launchdarkly.ts'
import { linear } from './linear.ts'
import { mailchimp } from './mailchimp.ts'
import { mailgun } from './mailgun.ts'
import { mapbox } from './mapbox.ts'
import { meta } from './meta.ts'
import { mongodb } from './mongodb.ts'
import { neon } from './neon.ts'
import { netlify } from './netlify.ts'
import { newrelic } from './newrelic.ts'
import { notion } from './notion.ts'
import { npm } from './npm.ts'
import { nuget } from './nuget.ts'
import { nvidia } from './nvidia.ts'
import { octopus } from './octopus.ts'
import { okta } from './okta.ts'
import { onepassword } from './onepassword.ts'
import { openai } from './openai.ts'
import { openrouter } from './openrouter.ts'
import { openshift } from './openshift.ts'
import { ory } from './ory.ts'
import { packagist } from './packagist.ts'
import { paddle } from './paddle.ts'
import { paypal } from './paypal.ts'
import { perplexity } from './perplexity.ts'
import { pinecone } from './pinecone.ts'
import { plaid } from './plaid.ts'
import { planetscale } from './planetscale.ts'
import { polar } from './polar.ts'
import { posthog } from './posthog.ts'
import { postman } from './postman.ts'
import { prefect } from './prefect.ts'
import { pulumi } from './pulumi.ts'
import { pypi } from './pypi.ts'
import { razorpay } from './razorpay.ts'
import { readme } from './readme.ts'
import { render } from './render.ts'
import { replicate } from './replicate.ts'
import { resend } from './resend.ts'
import { rubygems } from './rubygems.ts'
import { scaleway } from './scaleway.ts'
import { sendgrid } from './sendgrid.ts'
import { sentry } from './sentry.ts'
import { settlemint } from './settlemint.ts'
import { shippo } from './shippo.ts'
import { shopify } from './shopify.ts'
import { slack } from './slack.ts'
import { sonar } from './sonar.ts'
import { sourcegraph } from './sourcegraph.ts'
import { square } from './square.ts'
import { stripe } from './stripe.ts'
import { supabase } from './supabase.ts'
import { tailscale } from './tailscale.ts'
import { tavily } from './tavily.ts'
import { teams } from './teams.ts'
import { tencent } from './tencent.ts'
import { twilio } from './twilio.ts'
import { twitter } from './twitter.ts'
import { typeform } from './typeform.ts'
import { unkey } from './unkey.ts'
import { vercel } from './vercel.ts'
import { wakatime } from './wakatime.ts'
import { woocommerce } from './woocommerce.ts'
import { xai } from './xai.ts'
import { yandex } from './yandex.ts'
import { zapier } from './zapier.ts'
import { detectVendorToken } from './vendor-token.ts'

/** One detector for each vendor's tokens. */
export const VENDOR_DETECTORS: readonly Detector[] = [
  adafruit,
  adobe,
  age,
  airtable,
  alibaba,
  anthropic,
  apify,
  artifactory,
  asana,
  atlassian,
  authress,
  aws,
  awsBedrock,
  axiom,
  azure,
  azureDevops,
  backblaze,
  brevo,
  buildkite,
  cerebras,
  circleci,
  clojars,
  cloudflare,
  contentful,
  crates,
  databricks,
  datadog,
  definedNetworking,
  deno,
  digitalocean,
  discord,
  docker,
  doppler,
  dropbox,
  duffel,
  dynatrace,
  easypost,
  figma,
  flutterwave,
  fly,
  frameio,
  github,
  gitlab,
  gocardless,
  google,
  grafana,
  groq,
  harness,
  heroku,
  honeycomb,
  hubspot,
  huggingface,
  ibm,
  infisical,
  infracost,
  langfuse,
  langsmith,
  launchdarkly,
  linear,
  mailchimp,
  mailgun,
  mapbox,
  meta,
  mongodb,
  neon,
  netlify,
  newrelic,
  notion,
  npm,
  nuget,
  nvidia,
  octopus,
  okta,
  onepassword,
  openai,
  openrouter,
  openshift,
  ory,
  packagist,
  paddle,
  paypal,
  perplexity,
  pinecone,
  plaid,
  planetscale,
  polar,
  posthog,
  postman,
  prefect,
  pulumi,
  pypi,
  razorpay,
  readme,
  render,
  replicate,
  resend,
  rubygems,
  scaleway,
  sendgrid,
  sentry,
  settlemint,
  shippo,
  shopify,
  slack,
  sonar,
  sourcegraph,
  square,
  stripe,
  supabase,
  tailscale,
  tavily,
  teams,
  tencent,
  terraform,
  twilio,
  twitter,
  typeform,
  unkey,
  vault,
  vercel,
  wakatime,
  woocommerce,
  xai,
  yandex,
  zapier,
].map(detectVendorToken)
