#include "eventstore/base/sensitive.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <string>

namespace goldthread {
namespace {

template <class T>
concept Streamed = requires(std::ostream& out, const T& value) { out << value; };

TEST(SensitiveTest, CannotBePrintedOrTakenForItsValue) {
  using Name = Sensitive<std::string>;
  EXPECT_TRUE(Streamed<std::string>);
  EXPECT_FALSE(Streamed<Name>);
  EXPECT_TRUE(fmt::is_formattable<std::string>::value);
  EXPECT_FALSE(fmt::is_formattable<Name>::value);
  EXPECT_FALSE((std::convertible_to<Name, std::string>));
  EXPECT_FALSE((std::convertible_to<std::string, Name>));
}

TEST(SensitiveTest, GivesItsValueWhereItIsAskedByName) {
  EXPECT_EQ(Sensitive<int>(7).Reveal(), 7);
  // EXPECT_EQ would print the values if they differed.
  EXPECT_TRUE(Sensitive<int>(7) == Sensitive<int>(7));
  EXPECT_TRUE(Sensitive<int>(7) != Sensitive<int>(8));
}

}  // namespace
}  // namespace goldthread
