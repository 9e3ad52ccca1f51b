import { useModels } from '../api/settings.ts'
import { Notice } from '../ui/notice.tsx'
import { ModelRow } from './model-row.tsx'
import { SettingsSection } from './settings-section.tsx'

/** The models in the order in which they are asked. */
export function ModelList() {
  const query = useModels()
  return (
    <SettingsSection
      title="Language models"
      about="As the operator's file names them, in the order in which they are asked."
      query={query}
    >
      {({ models }) =>
        models.length === 0 ? (
          <Notice look="info" title="No model is configured: nothing goes to one">
            Investigations need none. To let one take part, write a file of models and start the server with{' '}
            <code className="font-mono">--models FILE</code>; docs/guides/models.md has examples.
          </Notice>
        ) : (
          <ul aria-label="Models" className="flex flex-col gap-1.5">
            {models.map((model) => (
              <ModelRow key={model.name} model={model} />
            ))}
          </ul>
        )
      }
    </SettingsSection>
  )
}
