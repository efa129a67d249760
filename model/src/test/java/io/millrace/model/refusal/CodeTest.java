package io.millrace.model.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CodeTest {

  /** Facts carry them: two codes of one number would be read as one. */
  @Test
  void shouldHaveANumberOfItsOwnEach() {
    assertThat(Arrays.stream(Code.values()).map(Code::number)).doesNotHaveDuplicates();
  }
}
