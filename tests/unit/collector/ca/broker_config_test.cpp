#include "collector/ca/broker_config.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::ca {
namespace {

TEST(KickAccess, IsReadAsItWasWritten) {
    const auto access = parse_kick(kick_text({1884, "0123abc"}));
    ASSERT_TRUE(access);
    EXPECT_EQ(access->port, 1884);
    EXPECT_EQ(access->password, "0123abc");
    for (const char* bad : {"", "1884", "1884\n", "1884\nabc", "0\nabc\n", "99999\nabc\n", "x\nabc\n", "-1\nabc\n"}) {
        EXPECT_FALSE(parse_kick(bad)) << bad;
    }
}

TEST(Password, IsNewEachTimeAndItsLineHoldsIt) {
    EXPECT_EQ(random_password().size(), 64U);
    EXPECT_NE(random_password(), random_password());
    const auto line = password_line("admin", "secret");
    EXPECT_TRUE(line.starts_with("admin:$7$101$")) << line;
    EXPECT_EQ(line.size(), std::string("admin:$7$101$").size() + 16 + 1 + 88 + 1);
    EXPECT_EQ(line.find("secret"), std::string::npos);
}

TEST(MosquittoConf, ListensWhereItIsTold) {
    const auto text = mosquitto_conf({"/etc/broker", "mosquitto", "10.0.0.1", 8884, 1885});
    EXPECT_NE(text.find("\nlistener 8884 10.0.0.1\n"), std::string::npos);
    EXPECT_NE(text.find("\nlistener 1885 127.0.0.1\n"), std::string::npos);
    EXPECT_NE(mosquitto_conf({"/etc/broker", "mosquitto", "", 8884, 1885}).find("\nlistener 8884\n"),
              std::string::npos);
}

TEST(Acl, BothCollectorsOfAPairMayDoWhatOneThatIsAloneMay) {
    const auto text = acl();
    const auto rights = [&text](const std::string& user) {
        const auto begin = text.find("\nuser " + user + "\n");
        EXPECT_NE(begin, std::string::npos) << user;
        const auto first = text.find("topic ", begin);
        return text.substr(first, text.find("\n\n", first) - first);
    };
    EXPECT_EQ(rights("collector-a"), rights("collector"));
    EXPECT_EQ(rights("collector-b"), rights("collector"));
    EXPECT_NE(rights("collector").find("topic readwrite magpie/v1/active/collector"), std::string::npos);
    EXPECT_NE(rights("collector").find("topic read magpie/v1/ping/+/+"), std::string::npos);
    EXPECT_NE(rights("collector").find("topic write magpie/v1/pong/+"), std::string::npos);
    EXPECT_NE(rights("collector").find("topic read magpie/v1/check/+/+"), std::string::npos);
    EXPECT_EQ(rights("ca").find("active"), std::string::npos);
}

TEST(Acl, ANodeAsksHowLongAMessageTakesInItsOwnNameAlone) {
    const auto text = acl();
    EXPECT_NE(text.find("\npattern readwrite magpie/v1/ping/+/%u\n"), std::string::npos);
    EXPECT_NE(text.find("\npattern read magpie/v1/pong/%u\n"), std::string::npos);
    EXPECT_NE(text.find("\npattern write magpie/v1/check/+/%u\n"), std::string::npos);
}

TEST(Acl, ANodeBringsReportsInItsOwnNameAlone) {
    const auto text = acl();
    EXPECT_NE(text.find("\npattern write magpie/v1/report/+/%u\n"), std::string::npos);
    EXPECT_NE(text.find("\npattern read magpie/v1/reported/%u\n"), std::string::npos);
    EXPECT_NE(text.find("\ntopic read magpie/v1/report/+/+\ntopic write magpie/v1/reported/+\n"), std::string::npos);
}

}  // namespace
}  // namespace magpie::collector::ca
