package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.Diana;
import io.millrace.diana.Explanation;
import io.millrace.diana.HotKey;
import io.millrace.diana.Request;
import io.millrace.diana.RuleReport;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/internal/limits") // keep it from strangers
class LimitsController {
  private final Diana diana;

  LimitsController(Diana diana) {
    this.diana = diana;
  }

  @GetMapping
  List<RuleReport> report() {
    return diana.report();
  }

  @GetMapping("/hottest")
  List<HotKey> hottest() {
    return diana.hottest(20);
  }

  @GetMapping("/explain")
  Explanation explain(@RequestParam String account) {
    return diana.explain(by(account));
  }

  @DeleteMapping("/{rule}")
  boolean reset(@PathVariable String rule, @RequestParam String account) {
    return diana.reset(rule, by(account));
  }

  private static Request by(String account) {
    return Request.of(attribute -> attribute.equals(Request.ACCOUNT) ? account : null);
  }
}
