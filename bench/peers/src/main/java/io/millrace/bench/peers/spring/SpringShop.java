package io.millrace.bench.peers.spring;

import io.millrace.bench.peers.shop.BuyerTokens;
import io.millrace.bench.peers.shop.Prices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A shop on Spring Boot and PostgreSQL, tuned in {@code application.properties}. The buyers' secret
 * comes in on standard input; it says where it listens, and ends when its input does.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({OrderController.class, OrderTransaction.class})
public class SpringShop {

  private static final String SECRET = "shop.buyer-secret";
  private static final String STOCK = "shop.stock";

  /** How stock is kept: {@code rows}, one a SKU, or {@code units}, a row each. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    SpringApplication application = new SpringApplication(SpringShop.class);
    application.setDefaultProperties(
        Map.of(
            STOCK,
            arguments[0],
            "spring.datasource.url",
            arguments[1],
            SECRET,
            String.valueOf(in.readLine())));
    try (ConfigurableApplicationContext shop = application.run()) {
      System.out.println("ready " + shop.getEnvironment().getProperty("local.server.port"));
      while (in.read() >= 0) {
        // Nobody says anything; the end is all that matters.
      }
    }
  }

  @Bean
  BuyerTokens buyerTokens(Environment environment) {
    return new BuyerTokens(environment.getRequiredProperty(SECRET), InstantSource.system());
  }

  @Bean
  Prices prices(JdbcTemplate sql) {
    Map<String, Long> prices = new HashMap<>();
    sql.query(
        Prices.QUERY,
        row -> {
          prices.put(row.getString(1), row.getLong(2));
        });
    return new Prices(prices);
  }

  @Bean
  Deduction deduction(Environment environment, JdbcTemplate sql) {
    String stock = environment.getRequiredProperty(STOCK);
    return switch (stock) {
      case "rows" -> new RowPerSku(sql);
      case "units" -> new RowPerUnit(sql);
      default -> throw new IllegalArgumentException(stock + " is neither rows nor units");
    };
  }
}
