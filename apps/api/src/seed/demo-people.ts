import type { UserAttributes } from '@jifen/contracts';
import type { SeededRandom } from './random.js';

/** The people of the demo programme. */
export interface Person {
  userId: string;
  attributes: UserAttributes;
  /** Day of the simulated year on which the user joins; negative: long before. */
  joinsOnDay: number;
  /** How often the user does anything, per day. */
  activity: number;
}

const SURNAMES = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '赵',
  '黄',
  '周',
  '吴',
  '徐',
  '孙',
  '胡',
  '朱',
  '高',
  '林',
  '何',
  '郭',
];
const GIVEN = [
  '小明',
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀英',
];
const ENGLISH = [
  'Ada Byron',
  'Grace Hill',
  'Tom Baker',
  'Mia Wong',
  'Leo Chen',
  'Ruth Park',
  'Ivan Petrov',
  'Noor Khan',
];
const CITIES = ['上海', '北京', '杭州', '深圳', '成都', '武汉', '南京', '西安'];

export function people(random: SeededRandom, count: number, dayMs: number, startMs: number): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const joinsOnDay = random.chance(0.5) ? -random.integer(1, 500) : random.integer(0, 330);
    const registeredAt = new Date(startMs + joinsOnDay * dayMs + random.integer(0, dayMs - 1)).toISOString();
    const level = random.pick(['', '', '', 'SILVER', 'SILVER', 'GOLD', 'PLATINUM']);
    const name = random.chance(0.9) ? random.pick(SURNAMES) + random.pick(GIVEN) : random.pick(ENGLISH);
    const tags = [...(random.chance(0.15) ? ['vip'] : []), ...(random.chance(0.3) ? ['app'] : ['store'])];
    return {
      userId: `U${100_001 + index}`,
      attributes: { name, registeredAt, level, tags, attributes: { city: random.pick(CITIES) } },
      joinsOnDay,
      activity: random.pick([0.01, 0.02, 0.05, 0.05, 0.1, 0.2]),
    };
  });
}
