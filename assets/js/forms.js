// The behaviour of GOV.UK Frontend that our forms use, and nothing else of it.

import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

const COMPONENTS = [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink];

function start(Component, element) {
  if (element.hasAttribute(`data-${Component.moduleName}-init`)) return;
  new Component(element);
}

/** Start every component inside `scope` once, whether it came with the page or with htmx. */
export function startForms(scope) {
  for (const Component of COMPONENTS) {
    const selector = `[data-module="${Component.moduleName}"]`;
    if (scope.matches?.(selector)) start(Component, scope);
    for (const element of scope.querySelectorAll(selector)) start(Component, element);
  }
}
