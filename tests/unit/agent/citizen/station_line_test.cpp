#include "agent/citizen/station_line.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include "platform/service/local_listener.hpp"

namespace magpie::agent::citizen {
namespace {

/// magpie-station, at a socket of its own, of which it says what it likes.
class FakeStation {
  public:
    FakeStation() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-station-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
        listener_ = std::move(*service::listen_locally(path()));
    }
    FakeStation(const FakeStation&) = delete;
    FakeStation& operator=(const FakeStation&) = delete;
    ~FakeStation() { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path() const { return directory_ + "/station.sock"; }
    void accepts() { agent_ = files::File(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC)); }
    void hangs_up() { agent_ = files::File(); }
    void says(std::span<const std::byte> bytes, std::size_t sockets = 0) {
        iovec piece{.iov_base = const_cast<std::byte*>(bytes.data()), .iov_len = bytes.size()};
        alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(station::all_sockets * sizeof(int))> room{};
        msghdr message{};
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        const files::File any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        const std::vector<int> given(sockets, any.descriptor());
        if (sockets > 0) {
            message.msg_control = room.data();
            message.msg_controllen = CMSG_SPACE(sockets * sizeof(int));
            auto* const header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(sockets * sizeof(int));
            std::memcpy(CMSG_DATA(header), given.data(), sockets * sizeof(int));
        }
        ASSERT_GE(::sendmsg(agent_.descriptor(), &message, MSG_NOSIGNAL), 0);
    }
    [[nodiscard]] std::optional<station::Lease> hears() const {
        std::array<std::byte, station::record_size> bytes{};
        const auto size = ::recv(agent_.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        return station::decode_lease(std::span(bytes).first(static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
    }

  private:
    std::string directory_;
    files::File listener_;
    files::File agent_;
};

class StationLineTest : public testing::Test {
  protected:
    StationLineTest() : line_(*StationLine::call(station_.path())) { station_.accepts(); }

    FakeStation station_;
    StationLine line_;
};

constexpr station::Greeting greeting{.hardware = {2, 0, 0, 0, 1, 0}};

TEST_F(StationLineTest, IsGivenSocketsInTheirOrder) {
    EXPECT_EQ(line_.greeted().error(), EAGAIN);
    station_.says(station::encode(greeting), station::all_sockets);
    const auto sockets = line_.greeted();
    ASSERT_TRUE(sockets);
    EXPECT_EQ(sockets->hardware, (MacAddress{{2, 0, 0, 0, 1, 0}}));
    EXPECT_TRUE(sockets->control);
    EXPECT_TRUE(sockets->dhcp);
    EXPECT_EQ(sockets->questions.size(), station::questions);
    EXPECT_EQ(sockets->pages.size(), station::pages);
    EXPECT_NE(::fcntl(sockets->pages.back().descriptor(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(StationLineTest, TooFewSocketsAreNone) {
    station_.says(station::encode(greeting), station::all_sockets - 1);
    EXPECT_EQ(line_.greeted().error(), EPROTO);
}

TEST_F(StationLineTest, IsToldWhyThereAreNone) {
    station_.says(station::encode(station::Result{.error = ENODEV}));
    EXPECT_EQ(line_.greeted().error(), ENODEV);
}

TEST_F(StationLineTest, WhoHangsUpHasSomebodyElseToServe) {
    station_.hangs_up();
    EXPECT_EQ(line_.greeted().error(), EBUSY);
}

TEST_F(StationLineTest, SaysItsLeaseAndHearsHowItWent) {
    const station::Lease lease{.address = 0x0a010203, .router = 0x0a010001, .prefix_length = 16};
    EXPECT_TRUE(line_.say(lease));
    EXPECT_EQ(station_.hears(), lease);
    station_.says(station::encode(station::Result{}));
    EXPECT_TRUE(line_.answered());
    station_.says(station::encode(station::Result{.error = ENETUNREACH}));
    EXPECT_EQ(line_.answered().error(), ENETUNREACH);
    station_.says(station::encode(lease));
    EXPECT_EQ(line_.answered().error(), EPROTO);
    station_.hangs_up();
    EXPECT_EQ(line_.answered().error(), ECONNRESET);
}

TEST(StationLine, NobodyThereIsAnError) {
    EXPECT_EQ(StationLine::call("/nowhere/station.sock").error(), ENOENT);
    EXPECT_EQ(StationLine::call(std::string(200, 'a')).error(), ENAMETOOLONG);
}

}  // namespace
}  // namespace magpie::agent::citizen
