/** A field's label says what to enter, and no two fields of a form ask for different things in the same words. */
import type { RuleMeta } from '../../rule.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'field-label',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A label that does not say what to enter',
  source: 'WCAG 2.2, 2.4.6 Headings and Labels, technique G131 (ACT rule cc0f0a).',
  wcag: ['2.4.6'],
  needs: ['page'],
};

/** Words for a thing on the screen, which say nothing of what goes into it. Whole label; case and end marks ignored. */
const things = new Set(
  (
    'menu,button,field,input,input field,text field,text box,textbox,text area,textarea,text input,dropdown,box,form,form field,label,info,information,control,widget,element,' +
    'menü,feld,eingabefeld,textfeld,formular,champ,formulaire,bouton,campo,formulario,botón'
  ).split(','),
);

export function namesAThing(label: string): boolean {
  return things.has(label.toLowerCase().replace(/[\s:*.!?]+$/u, ''));
}

export const fieldLabel = surveyRule(meta, ({ survey }) => {
  const seen = new Map<string, string>();
  return survey.fields.flatMap(({ mark, label, kind, field, between }): MarkedFault[] => {
    const key = label.toLowerCase();
    const before = seen.get(key);
    seen.set(key, field);
    if (namesAThing(label)) {
      return [
        {
          mark,
          certainty: 'fails',
          message: `The label “${label}” names a thing on the screen, not what to enter into this ${kind} field.`,
          question: 'What is a learner to enter here?',
          answerKind: 'text',
        },
      ];
    }
    // Any visible words between the two may be what tells them apart.
    if (before === undefined || before === field || field === '' || between !== '') return [];
    return [
      {
        mark,
        certainty: 'fails',
        message: `Two fields (“${before}” and “${field}”) have the label “${label}”, and nothing one can see tells them apart.`,
        question: 'What is to be entered into each of them?',
        answerKind: 'text',
      },
    ];
  });
});
