#include "answer.h"

int answer(void) { return 40 + ANSWER_OFFSET; }
