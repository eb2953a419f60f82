#define ANSWER_OFFSET 2

int answer(void);
