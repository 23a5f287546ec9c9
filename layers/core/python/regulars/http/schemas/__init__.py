"""The shapes of requests and answers, one file a resource. Documentation and tests are made from them; no Lambda
imports them: what it answers is checked against them before it is deployed."""
