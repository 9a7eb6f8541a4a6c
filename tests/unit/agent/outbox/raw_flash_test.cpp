#include "agent/outbox/raw_flash.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace magpie::agent {
namespace {

class RawFlash : public testing::Test {
  public:
    ~RawFlash() override { std::filesystem::remove_all(root_); }

  protected:
    void mounts(const std::string& lines) const {
        std::filesystem::create_directories(root_ / "proc/self");
        std::ofstream(root_ / "proc/self/mountinfo") << lines;
    }
    [[nodiscard]] bool holds(const std::string& path) const { return on_raw_flash(path, root_.string()); }

    std::filesystem::path root_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string("magpie-raw-flash-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(RawFlash, IsJffs2AndUbifsAndNothingElse) {
    mounts(
        "20 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw\n"
        "21 20 0:18 / /no-such/nor rw,noatime shared:2 master:3 - jffs2 /dev/mtdblock6 rw\n"
        "22 20 0:19 / /no-such/nand rw,noatime - ubifs ubi0:data rw,assert=read-only,ubi=0,vol=1\n"
        "23 20 0:20 / /no-such/card rw - f2fs /dev/mmcblk0p3 rw\n");
    EXPECT_TRUE(holds("/no-such/nor"));
    EXPECT_TRUE(holds("/no-such/nor/magpie/outbox"));
    EXPECT_TRUE(holds("/no-such/nand/magpie"));
    EXPECT_TRUE(holds("/no-such/card/../nand"));
    EXPECT_FALSE(holds("/no-such/card/magpie"));
    EXPECT_FALSE(holds("/no-such/northern"));
    EXPECT_FALSE(holds("/no-such"));
}

TEST_F(RawFlash, IsWhatTheUpperLayerOfARoutersRootLiesOn) {
    const std::string overlay =
        "25 20 0:21 / / rw,noatime - overlay overlayfs:/overlay "
        "rw,lowerdir=/,upperdir=/overlay/upper,workdir=/overlay/work\n"
        "26 25 0:16 / /tmp rw,nosuid - tmpfs tmpfs rw\n";
    mounts("20 1 31:4 / /rom ro - squashfs /dev/root ro\n24 20 0:18 / /overlay rw - jffs2 /dev/mtdblock6 rw\n" +
           overlay);
    EXPECT_TRUE(holds("/no-such/lib/magpie-agent"));
    EXPECT_FALSE(holds("/tmp/no-such"));
    mounts("20 1 31:4 / /rom ro - squashfs /dev/root ro\n24 20 8:3 / /overlay rw - f2fs /dev/loop0 rw\n" + overlay);
    EXPECT_FALSE(holds("/no-such/lib/magpie-agent"));
}

TEST_F(RawFlash, TheLastMountAtAPlaceCounts) {
    mounts(
        "20 1 179:2 / / rw - ext4 /dev/root rw\n"
        "21 20 0:18 / /no-such rw - jffs2 /dev/mtdblock6 rw\n"
        "22 21 179:3 / /no-such rw - ext4 /dev/mmcblk0p3 rw\n");
    EXPECT_FALSE(holds("/no-such/lib"));
}

TEST_F(RawFlash, APlaceWithASpaceInItsNameIsFound) {
    mounts("20 1 179:2 / / rw - ext4 /dev/root rw\n21 20 0:18 / /no-such/a\\040b rw - ubifs ubi0:data rw\n");
    EXPECT_TRUE(holds("/no-such/a b/c"));
    EXPECT_FALSE(holds("/no-such/a"));
}

TEST_F(RawFlash, WhateverStandsThereIsSurvived) {
    EXPECT_FALSE(holds("/no-such")) << "there is no such file";
    for (const auto* lines :
         {"", "\n\n", "20", "20 1 0:1 / / rw -", "20 1 0:1 / / rw - ", " - jffs2 ", "20 1 0:1 / / rw jffs2",
          "20 1 0:1 / / rw - overlay o rw,upperdir=/\n", "20 1 0:1 / / rw - overlay o rw,upperdir=\n"}) {
        mounts(lines);
        EXPECT_FALSE(holds("/no-such")) << lines;
    }
}

TEST(RawFlashHere, IsNotWhatATestLiesOn) {
    EXPECT_FALSE(on_raw_flash(testing::TempDir()));
    EXPECT_FALSE(on_raw_flash("none/of/this"));
}

}  // namespace
}  // namespace magpie::agent
