import { Form, InputNumber, Slider } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';

const [LEAST, MOST] = [1, 99];

/** To how many users a rollout goes, as a field `percent`; a number that does not do is told, not changed. */
export function PercentField() {
  const { t } = useI18n();
  return (
    <Form.Item
      name="percent"
      label={t('rules.rolloutPercent')}
      extra={t('rules.rolloutHint')}
      validateFirst
      rules={[
        { required: true, message: t('common.fieldRequired') },
        { type: 'integer', min: LEAST, max: MOST, message: t('rules.percentBounds') },
      ]}
    >
      <PercentInput />
    </Form.Item>
  );
}

/** All of it may come from the form. */
interface PercentInputProps {
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: 'true';
  value?: number | null;
  onChange?: (percent: number | null) => void;
}

/** A slider and the number beside it, for hands and for keys. */
function PercentInput({ value = null, onChange, ...control }: PercentInputProps) {
  const { t } = useI18n();
  return (
    <span className="percent-input">
      <Slider
        min={LEAST}
        max={MOST}
        value={value ?? LEAST}
        onChange={(percent) => onChange?.(percent)}
        ariaLabelForHandle={t('rules.rolloutPercent')}
        className="percent-input__slider"
      />
      <InputNumber {...control} suffix="%" value={value} onChange={(percent) => onChange?.(percent)} />
    </span>
  );
}
