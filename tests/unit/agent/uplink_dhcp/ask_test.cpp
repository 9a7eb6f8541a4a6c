#include "agent/uplink_dhcp/ask.hpp"

#include <sys/socket.h>

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <optional>
#include <span>

#include "platform/files/file.hpp"
#include "platform/service/local_listener.hpp"

namespace magpie::agent::uplink_dhcp {
namespace {

class AskTest : public testing::Test {
  protected:
    AskTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-uplink-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
        listener_ = std::move(*service::listen_locally(path()));
    }
    ~AskTest() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path() const { return directory_ + "/uplink.sock"; }
    void asks(const std::string& where, Milliseconds patience = Milliseconds{60'000}) {
        loop_.restart();  // it stops where there is nothing more to do
        asked_ = ask(
            loop_, where, "eth0", [this](const Answer& answer) { answer_ = answer; }, true, patience);
        EXPECT_FALSE(answer_) << "never from within";
    }
    std::optional<station::UplinkQuestion> service_hears() {
        agent_ = files::File(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
        std::array<std::byte, 100> room{};
        const auto size = ::recv(agent_.descriptor(), room.data(), room.size(), 0);
        return station::decode_uplink_question(
            std::span<const std::byte>(room).first(static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
    }
    void service_says(std::span<const std::byte> bytes) {
        ASSERT_EQ(::send(agent_.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }
    void until_answered() {
        while (!answer_ && loop_.run_one_for(std::chrono::seconds(10)) > 0) {
        }
        ASSERT_TRUE(answer_);
    }

    boost::asio::io_context loop_{1};
    std::string directory_;
    files::File listener_;
    files::File agent_;
    std::unique_ptr<Asked> asked_;
    std::optional<Answer> answer_;
};

TEST_F(AskTest, TellsWhatTheServiceSays) {
    asks(path());
    const auto question = service_hears();
    ASSERT_TRUE(question);
    EXPECT_EQ(question->interface, "eth0");
    EXPECT_TRUE(question->only_offer);
    service_says(station::encode(station::UplinkAnswer{.end = station::UplinkEnd::granted,
                                                       .servers = 1,
                                                       .prefix_length = 24,
                                                       .address = 0x0a010203,
                                                       .server = 0x0a010001,
                                                       .router = 0x0a0100fe,
                                                       .offer = Milliseconds{20},
                                                       .grant = Milliseconds{5}}));
    until_answered();
    EXPECT_EQ(answer_->failure, "");
    EXPECT_EQ(answer_->took, Milliseconds{25});
    EXPECT_EQ(answer_->address.to_string(), "10.1.2.3");
    EXPECT_EQ(answer_->server.to_string(), "10.1.0.1");
    EXPECT_EQ(answer_->router.to_string(), "10.1.0.254");
    EXPECT_FALSE(answer_->address_taken);
}

TEST(UplinkAnswer, NamesItsFailure) {
    const auto taken = answer_of({.end = station::UplinkEnd::taken, .offer = Milliseconds{20}});
    EXPECT_EQ(taken.failure, "taken");
    EXPECT_TRUE(taken.address_taken);
    EXPECT_EQ(taken.took, Milliseconds{20});
    EXPECT_EQ(answer_of({.end = station::UplinkEnd::no_offer}).failure, "no_offer");
    EXPECT_EQ(answer_of({.end = station::UplinkEnd::no_offer}).took, std::nullopt);
    EXPECT_EQ(answer_of({.end = station::UplinkEnd::own_address}).failure, "");
}

TEST_F(AskTest, AServiceThatIsNotThereOrHangsUpOrSpeaksOtherwiseOrNotAtAll) {
    asks(directory_ + "/none.sock");
    until_answered();
    EXPECT_EQ(answer_->failure, "service");
    EXPECT_FALSE(answer_->end);

    answer_.reset();
    asks(path());
    (void)service_hears();
    agent_ = files::File();
    until_answered();
    EXPECT_EQ(answer_->failure, "service");

    answer_.reset();
    asks(path());
    (void)service_hears();
    service_says(std::array<std::byte, 60>{});
    until_answered();
    EXPECT_EQ(answer_->failure, "service");

    answer_.reset();
    asks(path(), Milliseconds{20});
    until_answered();
    EXPECT_EQ(answer_->failure, "service");
}

TEST_F(AskTest, WhoIsGoneHearsNothing) {
    asks(path());
    (void)service_hears();
    service_says(station::encode(station::UplinkAnswer{}));
    asked_.reset();
    loop_.run_for(std::chrono::milliseconds(0));
    EXPECT_FALSE(answer_);
    std::byte one{};
    EXPECT_LE(::recv(agent_.descriptor(), &one, 1, 0), 0) << "and the service knows";
}

}  // namespace
}  // namespace magpie::agent::uplink_dhcp
